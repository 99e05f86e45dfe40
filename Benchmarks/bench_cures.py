#!/usr/bin/env python3
"""Measures what cures cost: a check of each of the example's proposals, with cures and with --no-cures, in turns; and of
proposals to its deal by people of whom nothing is known (Benchmarks/cures), of which every answer would stand on record.

    make bench-cures             builds the program and runs this
    bench_cures.py --rounds 3    fewer rounds

Figures are medians of whole processes, from exec to exit. Nothing fails on a time.
"""

import argparse
import pathlib
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "Examples" / "neotherapeutics"
PROPOSALS = sorted((EXAMPLE / "proposals").glob("*.yaml")) + sorted((ROOT / "Benchmarks" / "cures").glob("*.yaml"))


def seconds(command):
    start = time.perf_counter()
    subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / ".build-static" / "release" / "preclear", type=pathlib.Path)
    parser.add_argument("--rounds", default=9, type=int)
    options = parser.parse_args()
    print(f"{'proposal':<45} {'without':>9} {'with':>9} {'ratio':>6}")
    ratios = []
    for proposal in PROPOSALS:
        command = [options.program, "check", "--deal", EXAMPLE / "deal.yaml", proposal]
        without, cures = [], []
        for _ in range(options.rounds):
            without.append(seconds(command + ["--no-cures"]))
            cures.append(seconds(command))
        a, b = statistics.median(without), statistics.median(cures)
        ratios.append(b / a)
        print(f"{proposal.stem:<45} {a * 1000:6.1f} ms {b * 1000:6.1f} ms {b / a:6.2f}")
    print(f"greatest ratio {max(ratios):.2f}, median {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
