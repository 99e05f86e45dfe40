"""Holds the built program's journal against a verifier of its own (tlog.py), kills it at random moments, has several processes write
at once, and fills the disk. `make test-journal`; the last line is "N passed, M failed".

PRECLEAR names another program than the debug build; KILLS and APPENDS how many.
"""

import base64
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tlog

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("PRECLEAR", str(ROOT / ".build/debug/preclear"))
KILLS = int(os.environ.get("KILLS", "300"))
APPENDS = int(os.environ.get("APPENDS", "2000"))
WRITERS = 4

# A deal as small as can be, so that most of a run's time is the journal's.
DEAL = {
    "deal.yaml": "deal: desk\npack: pack\nledger: ledger.jsonl\n",
    "ledger.jsonl": '{"id": "L-1", "kind": "trade", "date": "2024-01-02", "shares": 5}\n',
    "pack/pack.yaml": "pack: desk\nversion: 1.0.0\n",
    "pack/schema.yaml": "events:\n  trade:\n    fields:\n      shares: {type: int, required: true}\n      note: {type: string}\n"
    "measures:\n  sold: {on: trade, sum: event.shares}\n",
    "pack/rules.yaml": "sources:\n  handbook: {title: Handbook}\nrules:\n  few:\n    title: Few shares\n    on: trade\n"
    "    forbid: sold > 20\n    because: Too many. Sold {sold}.\n"
    "    cite: {source: handbook, page: '1', lines: 1-2, anchor: few}\n",
}


class JournalTests(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name, text in DEAL.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        self.journal = self.folder / "desk.journal"

    def proposal(self, name: str, shares: int = 1) -> Path:
        path = self.folder / f"{name}.yaml"
        path.write_text(f"id: {name}\nkind: trade\ndate: 2024-02-01\nshares: {shares}\nnote: a 'quoted' €\n")
        return path

    def run_program(self, *arguments: object, **options: object) -> subprocess.CompletedProcess:
        words = [PROGRAM, *map(str, arguments)]
        return subprocess.run(words, capture_output=True, encoding="utf-8", cwd=self.folder, **options)

    def check(self, name: str, shares: int = 1, **options: object) -> subprocess.CompletedProcess:
        return self.run_program("check", self.proposal(name, shares), "--journal", self.journal, **options)

    def preclear(self, *arguments: object, code: int = 0) -> str:
        run = self.run_program(*arguments)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run.stdout

    def ids(self, store: Path | None = None) -> list[str]:
        """The ids of the events on record, in order: through the hashes of the chain."""
        lines = (store or Path(f"{self.journal}.store")).joinpath("disclosures.jsonl").read_bytes().split(b"\n")
        values = {hashlib.sha256(line).hexdigest(): line for line in lines}
        ids = []
        for record in tlog.open_journal(self.journal.read_bytes()):
            for event in record["inputs"]["proposals"]:
                found = {field["name"]: json.loads(values[field["hash"]]) for field in event["fields"]}
                ids.append(found["id"][2])
        return ids

    # What others can verify.

    def signed(self, count: int) -> tuple[Path, Path]:
        for number in range(count):
            self.check(f"T-{number}", number * 7)
        key, checkpoint = self.folder / "desk.key", self.folder / "desk.checkpoint"
        self.preclear("journal", "keygen", "example.com/desk", "--key", key)
        self.preclear("journal", "checkpoint", self.journal, "--key", key, "--output", checkpoint)
        return key.with_name("desk.key.pub"), checkpoint

    def prove(self, number: int, checkpoint: Path, public: Path) -> bytes:
        words = ["journal", "prove", self.journal, number, "--checkpoint", checkpoint, "--key", public]
        return self.preclear(*words).encode()

    def test_checkpoint_and_every_proof_verify_by_the_text_of_the_formats(self) -> None:
        public, checkpoint = self.signed(11)
        key = tlog.Key(public.read_text())
        lines = self.journal.read_bytes().split(b"\n")[:-1]
        self.assertEqual(len(tlog.open_journal(self.journal.read_bytes())), 11)
        origin, size, root = tlog.open_checkpoint(checkpoint.read_bytes(), key)
        self.assertEqual((origin, size, root), ("example.com/desk", 11, tlog.root_of(lines)))
        for number, line in enumerate(lines):
            proof = self.prove(number, checkpoint, public)
            self.assertEqual(tlog.open_proof(proof, key), (number, line))

    def test_proof_that_was_changed_is_refused(self) -> None:
        public, checkpoint = self.signed(5)
        key = tlog.Key(public.read_text())
        proof = self.prove(2, checkpoint, public)
        for offset in range(0, len(proof), 7):
            for bit in (0, 3):
                changed = bytearray(proof)
                changed[offset] ^= 1 << bit
                try:
                    found = tlog.open_proof(bytes(changed), key)
                except (tlog.Refused, UnicodeDecodeError, ValueError):
                    continue
                self.fail(f"bit {bit} of byte {offset} is not noticed: {found[0]}")

    def test_signature_of_this_verifier_is_accepted_by_the_program(self) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        self.signed(3)
        private = Ed25519PrivateKey.generate()
        data = tlog.ED25519 + private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        identifier = hashlib.sha256(b"other.example/log\n" + data).digest()[:4]
        public = f"other.example/log+{identifier.hex()}+{base64.b64encode(data).decode()}"
        root = tlog.root_of(self.journal.read_bytes().split(b"\n")[:2])
        text = f"other.example/log\n2\n{base64.b64encode(root).decode()}\n"
        checkpoint = self.folder / "other.checkpoint"

        def sign(text: str) -> None:
            signature = base64.b64encode(identifier + private.sign(text.encode())).decode()
            checkpoint.write_text(f"{text}\n\u2014 other.example/log {signature}\n", encoding="utf-8")

        sign(text)
        told = self.preclear("journal", "verify", self.journal, "--checkpoint", checkpoint, "--key", public)
        self.assertIn("signed: the first 2 records, by other.example/log", told)
        checkpoint.write_text(checkpoint.read_text().replace("\n2\n", "\n3\n"), encoding="utf-8")
        self.preclear("journal", "verify", self.journal, "--checkpoint", checkpoint, "--key", public, code=2)
        # As a witness signs, for a log that has another name: nobody's own.
        sign(text.replace("other.example", "counsel.example"))
        self.preclear("journal", "verify", self.journal, "--checkpoint", checkpoint, "--key", public, code=2)

    # What a machine can do.

    def test_killed_at_any_moment_nothing_acknowledged_is_lost(self) -> None:
        generator = random.Random(20011101)
        self.check("T-first")
        values = Path(f"{self.journal}.store/disclosures.jsonl")
        acknowledged, killed, spans = ["T-first"], 0, [0.1]
        for number in range(KILLS):
            command = [PROGRAM, "check", str(self.proposal(f"T-{number}")), "--journal", str(self.journal)]
            size, start = values.stat().st_size, time.monotonic()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            if number % 2:
                # At any moment of a run.
                time.sleep(sorted(spans)[len(spans) // 2] * generator.random())
            else:
                # Most of a run is judging: from the first byte that is written, and for as long as writing takes.
                while process.poll() is None and values.stat().st_size == size:
                    pass
                time.sleep(0.004 * generator.random())
            process.send_signal(signal.SIGKILL)
            _, errors = process.communicate()
            if process.returncode == 0:
                acknowledged.append(f"T-{number}")
                spans.append(time.monotonic() - start)
            else:
                self.assertEqual(process.returncode, -signal.SIGKILL, errors)
                killed += 1
            self.assertIn(self.run_program("journal", "verify", self.journal).returncode, (0, 3), f"after kill {number}")
        self.assertGreater(killed, KILLS // 3)
        self.check("T-last")
        self.account_for([*acknowledged, "T-last"])
        print(f"  {killed} of {KILLS} killed, {len(acknowledged)} acknowledged", file=sys.stderr)

    def test_torn_at_every_byte_the_next_append_repairs_it(self) -> None:
        for name in ("T-1", "T-2"):
            self.check(name)
        whole = self.journal.read_bytes()
        last = whole.rindex(b"\n", 0, -1) + 1
        for end in range(last + 1, len(whole) - 1, 23):
            self.journal.write_bytes(whole[:end])
            self.assertEqual(self.run_program("journal", "verify", self.journal).returncode, 3)
            self.assertIn("never finished", self.check("T-3").stderr)
            self.assertEqual(self.ids(), ["T-1", "T-3"])
        # What lacks its line break alone is all there.
        self.journal.write_bytes(whole[:-1])
        self.assertEqual(self.run_program("journal", "verify", self.journal).returncode, 3)
        self.assertIn("line break", self.check("T-3").stderr)
        self.assertEqual(self.ids(), ["T-1", "T-2", "T-3"])

    def test_several_processes_append_at_once(self) -> None:
        names = [f"T-{number}" for number in range(APPENDS)]
        for name in names:
            self.proposal(name)

        def append(name: str) -> int:
            command = [PROGRAM, "check", f"{name}.yaml", "--journal", "desk.journal"]
            return subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL).returncode

        with ThreadPoolExecutor(WRITERS) as pool:
            codes = list(pool.map(append, names))
        self.assertEqual(set(codes), {0})
        self.assertEqual(sorted(self.ids()), sorted(names))
        self.account_for(names)

    def account_for(self, acknowledged: list[str]) -> None:
        """Every acknowledged record is there, once, in a whole chain, and can be judged again."""
        found = self.ids()
        self.assertEqual(len(found), len(set(found)))
        self.assertLessEqual(set(acknowledged), set(found))
        self.preclear("journal", "verify", self.journal)
        told = self.preclear("journal", "replay", self.journal)
        self.assertTrue(told.endswith(f"{len(found)} the same, 0 changed, 0 withheld\n"), told[-500:])

    # What a disk can do.

    def test_full_disk_leaves_the_journal_as_it_was_and_the_answer_is_printed(self) -> None:
        for name in ("T-1", "T-2", "T-3"):
            self.check(name)
        whole = self.journal.read_bytes()
        store = Path(f"{self.journal}.store/disclosures.jsonl")
        for room in (1, 100, 900):
            values = store.stat().st_size

            def limit(size: int = len(whole) + room) -> None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

            # The store is kept small, so that the journal is what meets the limit.
            kept = store.read_bytes()
            store.write_bytes(b"")
            run = self.check("T-4", preexec_fn=limit)
            self.assertEqual(run.returncode, 2)
            self.assertIn("cannot write", run.stderr)
            self.assertTrue(run.stdout.startswith("CLEAR  T-4"), run.stdout)
            self.assertEqual(self.journal.read_bytes(), whole)
            # Nor do the values of a record that is not there stay behind, try by try.
            self.assertEqual(store.stat().st_size, 0)
            store.write_bytes(kept)
            self.assertEqual(store.stat().st_size, values)
        self.assertEqual(self.check("T-4").returncode, 0)
        self.account_for(["T-1", "T-2", "T-3", "T-4"])

    def test_where_the_values_cannot_be_kept_there_is_no_record(self) -> None:
        self.check("T-1")
        whole = self.journal.read_bytes()

        def limit() -> None:
            size = Path(f"{self.journal}.store/disclosures.jsonl").stat().st_size + 10
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        run = self.check("T-2", preexec_fn=limit)
        self.assertEqual(run.returncode, 2)
        self.assertIn("disclosures.jsonl", run.stderr)
        self.assertEqual(self.journal.read_bytes(), whole)
        self.assertEqual(self.check("T-2").returncode, 0)
        self.account_for(["T-1", "T-2"])


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=2).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(failed > 0)
