#!/usr/bin/env python3
"""Measures `preclear gate` beside `preclear check`, in one run.

    make bench-gate

A repository holds the example's deal and 200 proposals, all of them changed. Every figure is of a whole process, from exec to exit:
the median over rounds in which the programs take turns. Git's own time is that of the same git commands run by themselves.
"""

import argparse
import pathlib
import shutil
import subprocess
import tempfile

from bench import ROOT, median, rounds

EXAMPLE = ROOT / "Examples" / "neotherapeutics"
PROPOSAL = EXAMPLE / "proposals" / "01-sale-through-an-ecn.yaml"


def git(folder, *arguments):
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], cwd=folder, check=True,
        stdout=subprocess.DEVNULL)


def repository(folder, count):
    """The deal of the example, committed, and so many proposals that are staged."""
    deal = folder / "Examples" / "neotherapeutics"
    (deal / "proposals").mkdir(parents=True)
    shutil.copytree(ROOT / "Rules", folder / "Rules")
    for name in ("deal.yaml", "ledger.jsonl"):
        shutil.copy(EXAMPLE / name, deal)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "deal")
    text = PROPOSAL.read_text()
    for number in range(count):
        day = 3 + number % 20
        changed = text.replace("PR-01", f"PR-{number}").replace("2001-12-03", f"2001-12-{day:02}")
        (deal / "proposals" / f"{number:03}.yaml").write_text(changed)
    git(folder, "add", "--all")
    return sorted((deal / "proposals").glob("*.yaml"))


def main():
    parser = argparse.ArgumentParser(description="Measures preclear gate.")
    parser.add_argument("--program", default=ROOT / ".build-static" / "release" / "preclear", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    program = arguments.program.resolve()
    with tempfile.TemporaryDirectory(prefix="preclear-bench-") as name:
        folder = pathlib.Path(name)
        many = folder / "many"
        one = folder / "one"
        proposals = repository(many, 200)
        single = repository(one, 1)[0]
        inside = ["env", "-C"]
        commands = {
            "check": [*inside, one, program, "check", single],
            "gate, 1 file": [*inside, one, program, "gate", single],
            "gate, 1 staged": [*inside, one, program, "gate", "--staged"],
            "gate, 200 files": [*inside, many, program, "gate", *proposals],
            "gate, 200 staged": [*inside, many, program, "gate", "--staged"],
            "gate, 200 since": [*inside, many, program, "gate", "--since", "HEAD"],
            "git, 200 staged": [
                *inside, many, "sh", "-c",
                "git rev-parse --show-prefix; git diff --name-status -z --cached; git ls-files --stage -z;"
                " git ls-files --stage | cut -d' ' -f2 | git cat-file --batch"],
        }
        results = rounds(commands, arguments.rounds, folder)
        check = median(results["check"], "wall")
        print(f"{'':18} {'ms':>8} {'checks':>8}")
        for title, runs in results.items():
            wall = median(runs, "wall")
            print(f"{title:18} {wall * 1e3:8.1f} {wall / check:8.2f}")


if __name__ == "__main__":
    main()
