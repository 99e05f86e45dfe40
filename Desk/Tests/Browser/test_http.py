"""The desk's HTTP interface, from outside: what is malformed, slow, large or hostile. `make test-desk` runs it."""

import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from desk import EXAMPLE, ROOT, Desk, wait_until

PROGRAM = Path(os.environ.get("DESK", ROOT / "Desk/.build/debug/preclear-desk"))
CHECK = Path(os.environ.get("PRECLEAR", ROOT / ".build/debug/preclear"))


class HTTPTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desk = Desk(PROGRAM)

    @classmethod
    def tearDownClass(cls):
        cls.desk.__exit__()

    def raw(self, sent, seconds=5.0):
        """What comes back on a connection of its own, up to its end or the time."""
        received = b""
        with socket.create_connection((self.desk.host, self.desk.port), timeout=seconds) as connection:
            try:
                connection.sendall(sent)
                connection.shutdown(socket.SHUT_WR)
                while len(received) < 1 << 20:
                    part = connection.recv(1 << 16)
                    if not part:
                        break
                    received += part
            except (TimeoutError, ConnectionError):
                pass
        return received

    def head(self, line="POST /api/check HTTP/1.1", *fields):
        own = [f"Host: {self.desk.host}:{self.desk.port}", f"Authorization: Bearer {self.desk.token}",
               "Content-Type: application/json", *fields]
        return "\r\n".join([line, *own, "", ""]).encode()

    def assert_serving(self):
        self.assertTrue(self.desk.is_alive)
        self.assertEqual(self.desk.ask("/api/deal")[0], 200)

    def test_report_has_the_bytes_of_the_command(self):
        for proposal in sorted((EXAMPLE / "proposals").glob("*.yaml")):
            command = [CHECK, "check", proposal, "--format", "json"]
            expected = subprocess.run(command, capture_output=True, check=False).stdout
            status, headers, report = self.desk.ask(f"/api/check?name={proposal}", proposal.read_bytes(), "application/yaml")
            self.assertEqual(status, 200)
            self.assertEqual(headers["Content-Type"], "application/json")
            self.assertEqual(report, expected, proposal.name)

    def test_room_and_evaluation_have_the_bytes_of_their_commands(self):
        def printed(*arguments):
            return subprocess.run([CHECK, *arguments, "--format", "json"], capture_output=True, check=False).stdout

        self.assertEqual(self.desk.ask("/api/room?as_of=2001-11-20")[2], printed("headroom", "--deal", EXAMPLE / "deal.yaml", "--as-of", "2001-11-20"))
        proposal = EXAMPLE / "proposals/01-sale-through-an-ecn.yaml"
        rule = "sales-agreement/no-at-the-market"
        answer = self.desk.ask(f"/api/explain?rule={rule}", proposal.read_bytes(), "application/yaml")[2]
        self.assertEqual(answer, printed("explain", proposal, "--rule", rule))

    def test_thousand_malformed_requests(self):
        generator = random.Random(17)
        whole = self.head("POST /api/check HTTP/1.1", "Content-Length: 2") + b"{}"
        fixed = [
            b"", b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
            b"GET / HTTP/1.1\r\n\r\n", b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"G\x00T / HTTP/1.1\r\n\r\n", b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
            b"GET / HTTP/1.1\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
            self.head("POST /api/check HTTP/1.1", "Content-Length: -1"), self.head("POST /api/check HTTP/1.1", "Content-Length: 9" * 30),
            self.head("POST /api/check HTTP/1.1", "Content-Length: 10") + b"{}",
            self.head("POST /api/check HTTP/1.1", "Content-Length: 99999999999") + b"{}",
            self.head("POST /api/check HTTP/1.1", "Content-Length: 2", "Content-Length: 3") + b"{}",
            self.head("POST /api/check HTTP/1.1", "Content-Length: 2", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
            self.head("POST /api/check HTTP/1.1", "Transfer-Encoding: chunked") + b"zz\r\n{}\r\n0\r\n\r\n",
            self.head("POST /api/check HTTP/1.1", "Transfer-Encoding: chunked") + b"ffffffffffffffff\r\n{}\r\n",
            self.head("POST /api/check HTTP/1.1", "Transfer-Encoding: gzip") + b"{}",
        ]
        sent = fixed + [mutated(whole, generator) for _ in range(1000 - len(fixed))]
        answered = [0] * 600
        queue = list(sent)
        lock = threading.Lock()

        def work():
            while True:
                with lock:
                    if not queue:
                        return
                    request = queue.pop()
                answer = self.raw(request)
                status = int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0
                with lock:
                    answered[status] += 1

        workers = [threading.Thread(target=work) for _ in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(120)
        self.assertFalse(any(worker.is_alive() for worker in workers), "a request hangs")
        self.assertEqual(sum(answered), 1000)
        self.assertEqual(sum(answered[500:]), 0, "an answer blames the desk")
        self.assert_serving()

    def test_large_body_is_refused_before_it_is_read(self):
        answer = self.raw(self.head("POST /api/check HTTP/1.1", "Content-Length: 5000000") + b" " * 100_000)
        self.assertTrue(answer.startswith(b"HTTP/1.1 413"), answer[:100])
        chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
        answer = self.raw(self.head("POST /api/check HTTP/1.1", "Transfer-Encoding: chunked") + chunk * 10 + b"0\r\n\r\n")
        self.assertTrue(answer == b"" or answer.startswith(b"HTTP/1.1 413"), answer[:100])
        self.assert_serving()

    def test_slow_body_is_not_waited_for(self):
        start = time.monotonic()
        with socket.create_connection((self.desk.host, self.desk.port), timeout=30) as connection:
            connection.sendall(self.head("POST /api/check HTTP/1.1", "Content-Length: 1000"))
            answer = b""
            connection.settimeout(0.5)
            while time.monotonic() - start < 25:
                try:
                    connection.sendall(b" ")
                    part = connection.recv(4096)
                    if not part:
                        break
                    answer += part
                except TimeoutError:
                    continue
                except ConnectionError:
                    break
        self.assertTrue(answer.startswith(b"HTTP/1.1 408"), answer[:100])
        self.assertLess(time.monotonic() - start, 20)
        self.assert_serving()

    def test_many_idle_connections_do_not_keep_others_out(self):
        idle = [socket.create_connection((self.desk.host, self.desk.port)) for _ in range(100)]
        try:
            self.assert_serving()
        finally:
            for connection in idle:
                connection.close()

    def test_foreign_hosts_origins_and_tokens_are_refused(self):
        for fields, expected in [
            ({"Host": "evil.example"}, 403), ({"Origin": "http://evil.example"}, 403), ({"Authorization": "Bearer no"}, 401),
        ]:
            status, _, body = self.desk.ask("/api/deal", **fields)
            self.assertEqual(status, expected, fields)
            self.assertEqual(json.loads(body)["status"], expected)

    def test_it_listens_on_the_loopback_interface_alone(self):
        addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
        for address in addresses - {"127.0.0.1", "127.0.1.1"}:
            with self.assertRaises(OSError):
                socket.create_connection((address, self.desk.port), timeout=2).close()

    def test_fuzzed_from_its_own_description(self):
        tool = Path(sys.executable).with_name("schemathesis")
        command = [
            tool, "run", ROOT / "Desk/Sources/PreclearDesk/Page/openapi.json", "--url", self.desk.base.rstrip("/"),
            "--header", f"Authorization: Bearer {self.desk.token}", "--seed", "7", "--max-examples", "60",
            "--phases", "examples,coverage,fuzzing",
            "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth",
        ]
        run = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, cwd=ROOT / ".build")
        self.assertEqual(run.returncode, 0, run.stdout[-6000:] + run.stderr[-2000:])
        self.assert_serving()


class StartTests(unittest.TestCase):
    def test_port_that_is_taken_and_deals_that_are_broken_end_with_two(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            for options, part in [
                (["--deal", EXAMPLE / "deal.yaml", "--port", port], b"--port 0"),
                (["--deal", "nowhere.yaml"], b"nowhere.yaml"),
                (["--deal", EXAMPLE / "deal.yaml", "--source", f"prospectus={EXAMPLE / 'deal.yaml'}"], b"SHA-256"),
                (["--deal", EXAMPLE / "deal.yaml", "--source", f"prospectu={EXAMPLE / 'deal.yaml'}"], b"prospectus"),
                (["--port", "70000"], b"65535"), (["--source", "x"], b"NAME=FILE"), (["--bogus"], b"bogus"),
            ]:
                run = subprocess.run([str(PROGRAM), *map(str, options)], capture_output=True, check=False, timeout=60)
                self.assertEqual(run.returncode, 2, options)
                self.assertIn(part, run.stderr, options)
                self.assertEqual(run.stdout, b"", options)


def mutated(request, generator):
    """A request with some of its bytes changed, cut or doubled."""
    changed = bytearray(request)
    for _ in range(generator.randint(1, 8)):
        place = generator.randrange(len(changed))
        match generator.randrange(4):
            case 0:
                changed[place] = generator.randrange(256)
            case 1:
                del changed[place:place + generator.randint(1, 20)]
            case 2:
                changed[place:place] = bytes(generator.randrange(256) for _ in range(generator.randint(1, 20)))
            case _:
                changed[place:place] = changed[place:place + 30]
        if not changed:
            changed = bytearray(b"\r\n")
    return bytes(changed)


if __name__ == "__main__":
    unittest.main(verbosity=1)
