"""Runs replay.py on logs made from the audit log. `make test-spark`; the last line is "N passed, M failed"."""

import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

import replay

HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parents[1] / ".build/debug/preclear"
DEAL = HERE.parent / "audit-log/deal.yaml"
LOG = (HERE.parent / "audit-log/log.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
FINDINGS = (HERE.parent / "audit-log/log.expected.tsv").read_text(encoding="utf-8").splitlines()
SPLIT = ["--key", "issuer", "--names", "placement", "--names", "warrant", "--names", "id,sale"]


def renamed(line: str, suffix: str) -> str:
    """The line with other names for events, issuers, placements and warrants."""
    names = r'"(L-\d\d|[KMW]-\d|kestrel|meridian)"'
    return re.sub(names, lambda name: json.dumps(name[1] + suffix), line)


class ReplayTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.log = self.folder / "log"
        self.output = self.folder / "found"

    def arguments(self, program: Path) -> list[str]:
        return [str(self.log), str(self.output), "--deal", str(DEAL), "--preclear", str(program), *SPLIT]

    def written(self) -> list[str]:
        parts = self.output.glob("part-*")
        return sorted(line for part in parts for line in part.read_text(encoding="utf-8").splitlines())

    def test_two_workers_find_what_one_process_finds(self) -> None:
        # Several copies of the log, which have nothing to do with each other, day by day. What each comes to is known.
        copies = ["", "-2", " d'été", r" \N"]
        lines = [renamed(line, copy) for line in LOG for copy in copies]
        # White space of JSON, which means something to Spark.
        lines = [line.replace(', "issuer"', ',\r\t"issuer"') for line in lines]
        # Two files, of which the second is the larger one: Spark reads large files first.
        self.log.mkdir()
        for name, part in (("2001.jsonl", lines[:64]), ("2002.jsonl", lines[64:])):
            (self.log / name).write_bytes("".join(part).encode())
        expected = sorted(line.replace("\t", copy + "\t", 1) for line in FINDINGS for copy in copies)

        alone = subprocess.run(
            [PROGRAM, "replay", *sorted(self.log.iterdir()), "--deal", DEAL, "--format", "tsv", "--exit-zero"],
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        self.assertEqual(sorted(alone.stdout.splitlines()), expected)

        # Each worker has a working folder of its own.
        program = self.folder / r"the worker's \tools" / "preclear"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\npwd >> "{self.folder}/workers"\nexec "{PROGRAM}" "$@"\n')
        program.chmod(0o755)
        settings = {
            "spark.cores.max": 2,
            "spark.scheduler.minRegisteredResourcesRatio": 1,
            "spark.scheduler.maxRegisteredResourcesWaitingTime": "300s",
            "spark.sql.adaptive.coalescePartitions.enabled": "false",
            "spark.sql.files.maxPartitionBytes": 8192,
            "spark.sql.shuffle.partitions": 2,
            "spark.task.maxFailures": 1,
            "spark.ui.enabled": "false",
        }
        options = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        submit = ["spark-submit", "--master", "local-cluster[2,1,1024]", *options]
        job = subprocess.run(
            [*submit, HERE / "replay.py", *self.arguments(program)],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.assertEqual(job.returncode, 0, job.stdout)
        self.assertEqual(self.written(), expected)
        workers = (self.folder / "workers").read_text().splitlines()
        self.assertEqual((len(workers), len(set(workers))), (2, 2))

    def refusal(self, log: str | bytes, *more: str) -> str:
        """Why the job failed on a log, with more options. It has left no findings."""
        self.log.write_bytes(log if isinstance(log, bytes) else log.encode())
        session = SparkSession.builder.master("local[1]").config("spark.log.level", "OFF")
        session.config("spark.ui.enabled", False).config("spark.ui.showConsoleProgress", False).getOrCreate()
        with self.assertRaises((Py4JJavaError, PySparkException, SystemExit)) as caught:
            replay.main([*self.arguments(PROGRAM), *more])
        self.assertEqual(self.written(), [])
        return str(caught.exception)

    def test_a_wrong_line_fails_the_job_with_its_message_however_much_follows(self) -> None:
        wrong = LOG[0].replace("20000000", "0")
        message = self.refusal(wrong + "".join(LOG[1:]) + LOG[-1] * 10_000)
        self.assertIn("status 2", message)
        self.assertIn("'outstanding' is 0, and its minimum is 1", message)

    def test_a_line_without_the_key_fails_the_job(self) -> None:
        message = self.refusal("".join(LOG).replace('"issuer": "kestrel", "holder"', '"holder"'))
        self.assertIn('this line has no \'issuer\' to be split by: {"id": "L-36"', message)

    def test_a_name_under_two_keys_fails_the_job(self) -> None:
        message = self.refusal("".join(LOG).replace('"sale": "L-06"', '"sale": "L-05"'))
        self.assertIn("id or sale 'L-05' stands under 'kestrel' and under 'meridian'", message)

    def test_a_field_of_names_that_the_log_lacks_fails_the_job(self) -> None:
        message = self.refusal("".join(LOG), "--names", "warant")
        self.assertIn("no line of this log has 'warant'", message)

    def test_bytes_that_are_not_utf8_fail_the_job(self) -> None:
        message = self.refusal("".join(LOG).encode().replace(b'"cantor"', b'"c\xe1ntor"'))
        self.assertIn("INVALID_UTF8_STRING", message)


if __name__ == "__main__":
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    result = unittest.main(exit=False, verbosity=2).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(failed > 0)
