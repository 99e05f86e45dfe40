"""The desk's program on a port of its own, for the tests and the benchmark."""

import json
import re
import select
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "Examples/neotherapeutics"


class Desk:
    """A running desk: its address and its token."""

    def __init__(self, program, *options, deal=EXAMPLE / "deal.yaml"):
        command = [str(program), "--deal", str(deal), "--port", "0", *map(str, options)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        ready, _, _ = select.select([self.process.stdout], [], [], 60)
        line = self.process.stdout.readline().decode() if ready else ""
        found = re.search(r"(http://([^/]+):(\d+)/)#token=([0-9a-f]+)", line)
        if not found:
            self.process.kill()
            raise RuntimeError(f"the desk did not open: {line}{self.process.communicate()[1].decode()}")
        self.url = found[0]
        self.base = found[1]
        self.host = found[2]
        self.port = int(found[3])
        self.token = found[4]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()
        self.process.stderr.close()

    def ask(self, path, body=None, kind="application/json", **headers):
        """Status, headers and body of an answer."""
        data = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(self.base + path.lstrip("/"), data=data)
        request.add_header("Authorization", f"Bearer {self.token}")
        if data is not None:
            request.add_header("Content-Type", kind)
        for name, value in headers.items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def json(self, path, body=None):
        status, _, answer = self.ask(path, body)
        return status, json.loads(answer)

    @property
    def memory(self):
        """Resident bytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) * 1024
        return 0

    @property
    def is_alive(self):
        return self.process.poll() is None


def wait_until(condition, seconds=10.0):
    """Whether the condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False
