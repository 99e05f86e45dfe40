#!/usr/bin/env python3
"""Measures the journal: `verify` of many records beside `sha256sum` of the same bytes and a JSON parse of the same lines in Python; and
what `--journal` adds to a check, beside a plain loop of the same writes and flushes.

    make bench-journal            builds the program and runs this
    journal.py --records 10000    a shorter journal

Every figure is the median over rounds in which the programs take turns, on files in the page cache. The journal is one real record, made into
many by the rules of docs/journal.md. It lies under .build, because a disk in memory needs no flush.
"""

import argparse
import hashlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEAL = ROOT / "Examples" / "neotherapeutics"
PROPOSAL = DEAL / "proposals" / "01-sale-through-an-ecn.yaml"
PARSE = "import json, sys\nfor line in open(sys.argv[1], 'rb'): json.loads(line)"


def timed(command):
    start = time.perf_counter()
    code = subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL).returncode
    return time.perf_counter() - start, code


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hashed(number, value):
    """The same shape with other hashes."""
    if isinstance(value, dict):
        return {key: hashed(number, item) for key, item in value.items()}
    if isinstance(value, list):
        return [hashed(number, item) for item in value]
    if isinstance(value, str) and len(value) == 64:
        return hashlib.sha256(f"{number} {value}".encode()).hexdigest()
    return value


def write_journal(path, sample, count):
    last = "0" * 64
    with open(path, "wb") as file:
        for number in range(count):
            record = {**sample, "seq": number, "prev": last, "inputs": hashed(number, sample["inputs"])}
            record.pop("hash", None)
            last = hashlib.sha256(canonical(record)).hexdigest()
            file.write(canonical({**record, "hash": last}) + b"\n")


def verify(program, folder, options):
    journal = folder / "one.journal"
    timed([program, "check", PROPOSAL, "--journal", journal])
    sample = json.loads(journal.read_bytes().split(b"\n")[0])
    many = folder / "many.journal"
    write_journal(many, sample, options.records)
    commands = {
        "verify": [program, "journal", "verify", many],
        "sha256sum": ["sha256sum", many],
        "parse": [sys.executable, "-c", PARSE, many],
    }
    times = {name: [] for name in commands}
    for _ in range(options.rounds):
        for name, command in commands.items():
            seconds, code = timed(command)
            if code != 0:
                sys.exit(f"{name} ended with {code}")
            times[name].append(seconds)
    median = {name: statistics.median(values) for name, values in times.items()}
    plain = median["sha256sum"] + median["parse"]
    megabytes = many.stat().st_size / 1e6
    print(f"verify, {options.records:,} records, {megabytes:.0f} MB")
    print(f"  preclear journal verify  {median['verify']:.2f} s")
    print(f"  sha256sum                {median['sha256sum']:.2f} s")
    print(f"  JSON parse in Python     {median['parse']:.2f} s")
    print(f"  ratio to both            {median['verify'] / plain:.2f}")


class PlainLoop:
    """What an append to a journal leaves to the disk, and nothing else: as many bytes added to two files, each of which is flushed."""

    def __init__(self, folder, sizes):
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self.files = [(os.open(folder / f"plain-{number}", flags, 0o600), size) for number, size in enumerate(sizes)]

    def append(self):
        start = time.perf_counter()
        for file, size in self.files:
            os.write(file, b"x" * size)
            os.fsync(file)
        return time.perf_counter() - start


def append(program, folder, options):
    journal = folder / "appended.journal"
    values = folder / "appended.journal.store" / "disclosures.jsonl"
    # The first record brings the store, and says how much each adds.
    timed([program, "check", PROPOSAL, "--journal", journal])
    plain = PlainLoop(folder, [values.stat().st_size, journal.stat().st_size])
    times = {"with": [], "without": [], "plain": []}
    for _ in range(options.appends):
        times["without"].append(timed([program, "check", PROPOSAL])[0])
        times["with"].append(timed([program, "check", PROPOSAL, "--journal", journal])[0])
        times["plain"].append(plain.append())
    median = {name: 1000 * statistics.median(values) for name, values in times.items()}
    added = median["with"] - median["without"]
    print(f"append, {options.appends} checks")
    print(f"  check with --journal     {median['with']:.1f} ms")
    print(f"  check without            {median['without']:.1f} ms")
    print(f"  the journal adds         {added:.1f} ms")
    print(f"  the same writes and      {median['plain']:.1f} ms")
    print("  flushes by a plain loop")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / ".build-static/release/preclear")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--appends", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=ROOT / ".build") as folder:
        verify(options.program, pathlib.Path(folder), options)
        append(options.program, pathlib.Path(folder), options)


if __name__ == "__main__":
    main()
