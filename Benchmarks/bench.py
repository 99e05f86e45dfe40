#!/usr/bin/env python3
"""Measures `preclear`: the replay of a long log, and a check from start to exit.

    make bench                   builds the program and the yardstick, and runs this
    bench.py --events 100000     a shorter log

A log is replayed by the pack of Examples/audit-log. Where the workload of that pack lies beside this repository (../shared/perf:
a log generator, the digests of its findings, and the same ten rules in C++), its logs are taken, the findings are compared with the
digests, and the C++ program runs in the same rounds; figures are then ratios. Elsewhere the log is made of many copies of the
example's own, and the figures are ours alone.

Every figure is of a whole process, from exec to exit, with the log in the page cache and the output in a file: the median over
rounds in which the programs take turns.
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORKLOAD = ROOT.parent / "shared" / "perf"
AUDIT = ROOT / "Examples" / "audit-log"
PROPOSAL = ROOT / "Examples" / "neotherapeutics" / "proposals" / "01-sale-through-an-ecn.yaml"
PACK = ROOT / "Rules" / "neotherapeutics"


class Run:
    """One process: its times in seconds, its peak memory in bytes, its exit code."""

    def __init__(self, command, output):
        with open(output, "wb") as file:
            start = time.perf_counter()
            process = subprocess.Popen([str(part) for part in command], stdout=file, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            self.wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        self.exit_code = process.returncode


def rounds(commands, count, folder):
    """Runs the commands in turn; gives the runs of each."""
    results = {name: [] for name in commands}
    for _ in range(count):
        for name, command in commands.items():
            run = Run(command, folder / name)
            if run.exit_code not in (0, 1, 3):
                sys.exit(f"{name} ended with exit code {run.exit_code}: {' '.join(map(str, command))}")
            results[name].append(run)
    return results


def median(runs, figure):
    return statistics.median(getattr(run, figure) for run in runs)


def copies(path, events):
    """A log of so many events, or a few more: copies of the example's, each with names of its own, in the order of their dates."""
    lines = (AUDIT / "log.jsonl").read_text(encoding="utf-8").splitlines()
    names = re.compile(r'("(?:id|sale|issuer|placement|warrant)": ")([^"]*)"')
    with open(path, "w", encoding="utf-8") as log:
        for line in lines:
            for number in range(-(-events // len(lines))):
                log.write(names.sub(rf'\g<1>\g<2>.{number}"', line) + "\n")


def generated(path, arguments):
    subprocess.run([sys.executable, WORKLOAD / "generate.py", *arguments, "--out", path], check=True)


def digest(findings):
    """Of the findings as the workload writes them: no subject before the rule, spaces between the columns."""
    hashed = hashlib.sha256()
    # Line by line: a program's peak memory is never told as less than that of the one that starts it.
    with open(findings, "rb") as file:
        for line in file:
            event, rule, outcome = line.split(b"\t")
            hashed.update(b" ".join([event, rule.partition(b"/")[2], outcome]))
    return hashed.hexdigest()


def replay(program, log):
    return [program, "replay", log, "--deal", AUDIT / "deal.yaml", "--format", "tsv"]


def measure_replay(program, yardstick, logs, count, folder):
    print(f"{'log':24} {'':9} {'wall s':>8} {'cpu s':>8} {'peak MiB':>9} {'ns/event':>9}")
    walls = {}
    for name, (log, events, expected) in logs.items():
        commands = {"preclear": replay(program, log)}
        if yardstick:
            commands["C++"] = [yardstick, log, folder / "yardstick.txt"]
        results = rounds(commands, count, folder)
        for who, runs in results.items():
            wall, cpu, peak = (median(runs, figure) for figure in ("wall", "cpu", "peak"))
            print(f"{name:24} {who:9} {wall:8.3f} {cpu:8.3f} {peak / 2**20:9.1f} {wall / events * 1e9:9.0f}")
        ours = results["preclear"]
        walls[name] = median(ours, "wall") / events
        if yardstick:
            theirs = results["C++"]
            print(
                f"{'':24} {'ratio':9} {median(ours, 'wall') / median(theirs, 'wall'):8.2f}"
                f" {median(ours, 'cpu') / median(theirs, 'cpu'):8.2f}"
                f" {(median(ours, 'peak') - median(theirs, 'peak')) / 2**20:+9.1f}"
            )
        if expected:
            found = digest(folder / "preclear")
            print(f"{'':24} findings  {'as they should be' if found == expected else 'WRONG: ' + found}")
            if found != expected:
                sys.exit(1)
    return walls


def main():
    parser = argparse.ArgumentParser(description="Measures preclear.")
    parser.add_argument("--program", default=ROOT / ".build-static" / "release" / "preclear", type=pathlib.Path)
    parser.add_argument("--yardstick", type=pathlib.Path, help="the workload's C++ program, built")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="preclear-bench-") as name:
        folder = pathlib.Path(name)
        logs = {}
        if WORKLOAD.is_dir():
            known = json.loads((WORKLOAD / "expected.json").read_text())
            for title, options in [
                ("10,000 events", ["--seed", "1", "--events", "10000"]),
                (f"{arguments.events:,} events", ["--seed", "1", "--events", str(arguments.events)]),
                ("one issuer", ["--seed", "1", "--events", str(arguments.events), "--issuers", "1"]),
            ]:
                log = folder / f"{len(logs)}.jsonl"
                generated(log, options)
                expected = [entry["findings_sha256"] for entry in known.values() if entry["generate"] == options]
                logs[title] = (log, int(options[3]), expected[0] if expected else None)
        else:
            for events in (10_000, arguments.events):
                log = folder / f"{len(logs)}.jsonl"
                copies(log, events)
                logs[f"{events:,} events"] = (log, events, None)
        walls = list(measure_replay(arguments.program, arguments.yardstick, logs, arguments.rounds, folder).values())
        start = rounds({"start": [arguments.program, "--version"]}, 20, folder)["start"]
        print(f"time per event, long log / short log: {walls[1] / walls[0]:.2f}")
        if len(walls) > 2:
            print(f"time per event, one issuer / many:    {walls[2] / walls[1]:.2f}")
        check = rounds({"check": [arguments.program, "check", PROPOSAL], "true": ["/bin/true"]}, 50, folder)
        print(
            f"a check, start to exit: median {median(check['check'], 'wall') * 1e3:.1f} ms, least"
            f" {min(run.wall for run in check['check']) * 1e3:.1f} ms, peak"
            f" {median(check['check'], 'peak') / 2**20:.1f} MiB (/bin/true {median(check['true'], 'wall') * 1e3:.1f} ms,"
            f" --version {median(start, 'wall') * 1e3:.1f} ms)"
        )
        lint = rounds({"lint": [arguments.program, "lint", PACK]}, 20, folder)["lint"]
        ratio = median(lint, "wall") / median(check["check"], "wall")
        print(f"lint of that check's pack, its tests read: median {median(lint, 'wall') * 1e3:.1f} ms, {ratio:.1f} checks")


if __name__ == "__main__":
    main()
