#!/usr/bin/env python3
"""Measures the desk: checks over HTTP at a steady rate beside whole processes of `preclear check`, its memory, and its page.

    make bench-desk                  builds both programs, and runs this
    bench_desk.py --requests 20000   fewer requests for the memory

All of it in one run: the example's ledger and one of its proposals, on loopback. Requests are sent at fixed moments, so that one that
is late makes no room for the next; a request's time begins when it was due. In the pauses between batches whole processes are timed.
"""

import argparse
import asyncio
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Desk/Tests/Browser"))
from desk import EXAMPLE, Desk, wait_until  # noqa: E402

PROPOSAL = EXAMPLE / "proposals/01-sale-through-an-ecn.yaml"


class Connection:
    """A connection that is kept."""

    @classmethod
    async def open(cls, desk):
        self = cls()
        self.reader, self.writer = await asyncio.open_connection(desk.host, desk.port)
        return self

    async def ask(self, request):
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        await self.reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())


def check_request(desk, name):
    body = PROPOSAL.read_bytes()
    head = (f"POST /api/check?name={name} HTTP/1.1\r\nHost: {desk.host}:{desk.port}\r\nAuthorization: Bearer {desk.token}\r\n"
            f"Content-Type: application/yaml\r\nContent-Length: {len(body)}\r\n\r\n")
    return head.encode() + body


async def at_rate(desk, rate, seconds, connections=8):
    """Seconds of each request, from the moment at which it was due; and how long after that moment it was sent."""
    request = check_request(desk, "proposal")
    free = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(await Connection.open(desk))
    times, delays = [], []

    async def one(due):
        connection = await free.get()
        delays.append(time.perf_counter() - due)
        await connection.ask(request)
        times.append(time.perf_counter() - due)
        free.put_nowait(connection)

    start = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    return times, delays


def process_times(program, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        subprocess.run([program, "check", PROPOSAL, "--format", "json"], stdout=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - start)
    return times


async def memory(desk, requests):
    """Resident bytes after a tenth of the requests, and after all; every request has another name in it."""
    connections = [await Connection.open(desk) for _ in range(8)]
    marks = []

    async def work(connection, numbers):
        for number in numbers:
            await connection.ask(check_request(desk, f"proposal-{number}"))

    for tenth in range(10):
        first = tenth * requests // 10
        last = (tenth + 1) * requests // 10
        await asyncio.gather(*(work(connection, range(first + position, last, 8)) for position, connection in enumerate(connections)))
        marks.append(desk.memory)
    return marks


def page_times(desk, count):
    """Seconds from the navigation until the form can be used, until it is on the screen, and until a picture of a few bytes is: what the
    browser takes for any page. Each in a browser context of its own, which is left alone meanwhile."""
    from playwright.sync_api import sync_playwright

    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser_path:
        return []
    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])

        def visit(url, marks):
            context = browser.new_context()
            page = context.new_page()
            page.goto(url, wait_until="commit")
            time.sleep(1)
            if not wait_until(lambda: all(page.evaluate(marks))):
                raise RuntimeError(f"{url} does not become ready")
            found = page.evaluate(marks)
            context.close()
            return [milliseconds / 1000 for milliseconds in found]

        for _ in range(count):
            form = visit(desk.url, "['usable', 'seen'].map(name => performance.getEntriesByName(name)[0]?.startTime ?? 0)")
            plain = visit(desk.base + "icon.svg", "[performance.getEntriesByType('navigation')[0].loadEventEnd]")
            times.append(form + plain)
        browser.close()
    return times


def quantile(times, share):
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--desk", default=ROOT / ".build-desk/release/preclear-desk")
    parser.add_argument("--program", default=ROOT / ".build-static/release/preclear")
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=100_000)
    options = parser.parse_args()
    print(f"the machine before it: load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with Desk(options.desk) as desk:
        asyncio.run(at_rate(desk, options.rate, 1))
        requests, delays, processes = [], [], []
        for _ in range(options.rounds):
            processes += process_times(options.program, 20)
            more = asyncio.run(at_rate(desk, options.rate, options.seconds))
            requests += more[0]
            delays += more[1]
        median, late = statistics.median(requests), quantile(requests, 0.99)
        process = statistics.median(processes)
        print(f"check over HTTP, {options.rate} a second: median {median * 1e3:.2f} ms, p99 {late * 1e3:.2f} ms, p99 / median {late / median:.2f}; "
              f"of it, until this program had sent it: median {statistics.median(delays) * 1e3:.2f} ms, p99 {quantile(delays, 0.99) * 1e3:.2f} ms")
        print(f"one preclear check process: median {process * 1e3:.2f} ms; HTTP / process {median / process:.2f}")
        times = page_times(desk, 9)
        if times:
            usable, seen, plain = ([each * 1e3 for each in column] for column in zip(*times))
            print(f"page usable: median {statistics.median(usable):.0f} ms, slowest {max(usable):.0f} ms of {len(times)}; "
                  f"on the screen: median {statistics.median(seen):.0f} ms; a picture of a few bytes, from the same desk: median {statistics.median(plain):.0f} ms")
        else:
            print("page usable: skipped, there is no Chromium here")
        start = time.perf_counter()
        marks = asyncio.run(memory(desk, options.requests))
        rate = options.requests / (time.perf_counter() - start)
        shown = ", ".join(f"{mark / 2**20:.1f}" for mark in marks)
        print(f"memory over {options.requests} requests, {rate:.0f} a second, MiB after each tenth: {shown}")


if __name__ == "__main__":
    main()
