#!/usr/bin/env python3
"""Every format of a report, read back by a reader that is not ours: the same findings in each, and hostile text stays text.

    make test-formats
"""

import collections
import csv
import html.parser
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import xml.etree.ElementTree

import jsonschema
import markdown_it
from sarif import loader

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PRECLEAR = ROOT / ".build" / "debug" / "preclear"
SCHEMA = json.loads((pathlib.Path(__file__).parent / "sarif.schema.json").read_text())
FORMATS = ["text", "json", "jsonl", "tsv", "sarif", "junit", "github", "markdown", "html"]

# What an author, or a counterparty, may put into any text. A YAML text in double quotes can hold all of it.
HOSTILE = (
    "]]> </script><script>alert(1)</script> <!-- --> %0A::error::gone | pipe | `code` *stars* _under_ [link](javascript:x)"
    " @everyone #1 https://example.org \u001b[31mred \u202eright to left \u200f &amp; \"quoted\" 'single' = + - \\ {{ }} é 日本"
)


def quoted(text):
    """A YAML text in double quotes, in which a brace begins nothing."""
    return json.dumps(text)


def template(text):
    """A text of a rule, in which braces are doubled."""
    return json.dumps(text.replace("{{", "(").replace("}}", ")"))


class Page(html.parser.HTMLParser):
    """The text of a page, and every element with its attributes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.texts = []
        self.open = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return "".join(self.texts)


class Deal:
    """A deal whose every text is hostile, with a finding of each outcome."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("rules", "proposals"):
            (folder / name).mkdir()
        self.write("deal.yaml", 'deal: harbor\npack: rules\nwaivers: waivers.yaml\nproposals: ["proposals/*.yaml"]\n')
        self.write("rules/pack.yaml", f"pack: harbor\nversion: '1'\n")
        cite = f"cite: {{source: {quoted('book')}, page: {quoted(HOSTILE)}, lines: '1-2', anchor: {quoted(HOSTILE.replace(' ', '_'))}}}"
        rules = "".join(
            f"  {name}:\n    title: {quoted(HOSTILE)}\n    on: sale\n    {verb}: {condition}\n"
            f"    because: {template(HOSTILE + ' ')}\n    {cite}\n"
            for name, verb, condition in [
                ("many", "forbid", '"event.shares > 100"'),
                ("lifted", "forbid", '"event.shares > 200"'),
                ("unknown", "forbid", '"event.price > 1.00"'),
                ("large", "notice", '"event.shares > 50"'),
                ("sets-off", "trigger", '"event.shares > 60"'),
            ]
        )
        self.write(
            "rules/sales.yaml",
            f"events: {{sale: {{fields: {{shares: {{type: int}}, price: {{type: decimal, ask: {quoted(HOSTILE)}}},"
            f" to: {{type: string}}}}}}}}\nrules:\n{rules}",
        )
        waiver = (
            f"{{rule: RULE, event: {quoted(self.event)}, by: {quoted(HOSTILE)}, instrument: {quoted(HOSTILE)},"
            f" because: {quoted(HOSTILE)}, from: 2024-01-01, until: 2024-12-31}}"
        )
        self.write(
            "waivers.yaml",
            "waivers:\n  - " + waiver.replace("RULE", "sales/lifted") + "\n  - " + waiver.replace("RULE", quoted(HOSTILE)) + "\n",
        )
        self.proposal = "proposals/a b|%0A,;é'`<b>.yaml"
        self.write(
            self.proposal,
            f"{{id: {quoted(self.event)}, kind: sale, date: 2024-01-05, shares: 300, to: {quoted(HOSTILE)}}}\n",
        )
        self.write("proposals/clear.yaml", "{id: fine, kind: sale, date: 2024-01-05, shares: 1, price: 0.50}\n")

    # An id has no control characters: those are refused.
    event = HOSTILE.replace("\u001b", "")

    def write(self, path, text):
        (self.folder / path).write_text(text, encoding="utf-8")

    def gate(self, *arguments):
        return subprocess.run([PRECLEAR, "gate", *arguments], cwd=self.folder, capture_output=True)


def shown(text):
    """A text as people see it: marks that turn the direction of writing are named, what cannot be shown is one sign."""
    text = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", lambda mark: f"[U+{ord(mark[0]):04X}]", text)
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f]", "\ufffd", text)


class Formats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="preclear-formats-")
        cls.deal = Deal(pathlib.Path(cls.temporary.name))
        arguments = [argument for format in FORMATS for argument in ("--format", f"{format}=out.{format}")]
        run = cls.deal.gate(cls.deal.proposal, "proposals/clear.yaml", *arguments)
        assert run.returncode == 1, run.stderr.decode()
        cls.files = {format: cls.deal.folder / f"out.{format}" for format in FORMATS}
        cls.text = {format: path.read_bytes().decode("utf-8") for format, path in cls.files.items()}
        event = Deal.event
        cls.expected = [
            (event, "sales/many", "violation"),
            (event, "sales/lifted", "waived"),
            (event, "sales/unknown", "indeterminate"),
            (event, "sales/large", "notice"),
            (event, "sales/sets-off", "trigger"),
        ]

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_json(self):
        gate = json.loads(self.text["json"])
        self.assertEqual(gate["format"], "preclear.gate/1")
        self.assertEqual(gate["verdict"], "blocked")
        results = gate["reports"][0]["results"]
        found = [(result["event"], finding["rule"], finding["outcome"]) for result in results for finding in result["findings"]]
        self.assertEqual(found, self.expected)
        self.assertEqual([result["location"]["file"] for result in results], [self.deal.proposal, "proposals/clear.yaml"])
        self.assertEqual([finding["title"] for finding in results[0]["findings"]], [HOSTILE] * 5)
        self.assertEqual([remark["code"] for remark in gate["remarks"]], ["waiver-of-unknown-rule"])

    def test_json_lines(self):
        lines = [json.loads(line) for line in self.text["jsonl"].splitlines()]
        found = [(line["event"], finding["rule"], finding["outcome"]) for line in lines[:-1] for finding in line["findings"]]
        self.assertEqual(found, self.expected)
        self.assertEqual(lines[-1]["summary"]["verdict"], "blocked")

    def test_tsv(self):
        rows = list(csv.reader(self.text["tsv"].split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE))
        # What turns the direction of writing is not escaped there, and replaced.
        shown = [(re.sub("[\u200f\u202e]", "\ufffd", event), rule, outcome) for event, rule, outcome in self.expected]
        self.assertEqual([tuple(row) for row in rows if row], shown)

    def outcome(self, result):
        """Of a SARIF result."""
        if result.get("suppressions"):
            return "waived"
        return {"fail": "violation", "open": "indeterminate", "review": "trigger", "informational": "notice"}[result["kind"]]

    def test_sarif(self):
        log = json.loads(self.text["sarif"])
        jsonschema.Draft7Validator.check_schema(SCHEMA)
        jsonschema.validate(log, SCHEMA, format_checker=jsonschema.FormatChecker())
        results = [result for result in log["runs"][0]["results"] if not result["ruleId"].startswith("preclear/")]
        parts = [urllib.parse.unquote(part) for result in results for part in [result["partialFingerprints"]["preclearFinding/v2"].split("/")[2]]]
        found = [(event, result["ruleId"], self.outcome(result)) for event, result in zip(parts, results)]
        self.assertEqual(found, self.expected)
        for result in results:
            location = result["locations"][0]["physicalLocation"]
            self.assertEqual(urllib.parse.unquote(location["artifactLocation"]["uri"]), self.deal.proposal)
        rules = log["runs"][0]["tool"]["driver"]["rules"]
        self.assertEqual([rules[result["ruleIndex"]]["id"] for result in results], [result["ruleId"] for result in results])
        self.assertTrue(all(HOSTILE in rule["help"]["text"] for rule in rules if rule["id"].startswith("sales/")))

    def test_schema_refuses_what_the_standard_refuses(self):
        def broken(change):
            log = json.loads(self.text["sarif"])
            change(log["runs"][0]["results"][0], log)
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate(log, SCHEMA)

        broken(lambda result, log: result.update(level="fatal"))
        broken(lambda result, log: result.update(kind="open"))
        broken(lambda result, log: result.update(message={}))
        broken(lambda result, log: result["locations"][0]["physicalLocation"]["region"].update(startLine=0))
        broken(lambda result, log: log.update(version="2.0.0"))

    def test_sarif_tools(self):
        files = loader.load_sarif_files(str(self.files["sarif"]))
        records = files.get_records()
        counts = collections.Counter(record["Severity"] for record in records)
        # Each finding and the remark. What did not fail has no level; the waived one is an error that is suppressed.
        self.assertEqual(counts, {"error": 2, "none": 3, "warning": 1})
        self.assertEqual({record["Line"] for record in records if "/" in record["Code"]} - {3}, {1})
        summary = subprocess.run(
            [pathlib.Path(sys.executable).parent / "sarif", "summary", self.files["sarif"]], capture_output=True, text=True)
        self.assertEqual(summary.returncode, 0, summary.stderr)
        self.assertIn("sales/many", summary.stdout)

    def test_junit(self):
        root = xml.etree.ElementTree.fromstring(self.text["junit"])
        cases = [case for suite in root if suite.get("name") != "remarks" for case in suite]
        found = [(case.get("classname"), case.get("name"), case.find("properties/property").get("value")) for case in cases]
        self.assertEqual(found[:-1], [(shown(event), rule, outcome) for event, rule, outcome in self.expected])
        self.assertEqual(found[-1][0], "fine")
        failed = [case.get("name") for case in cases if case.find("failure") is not None]
        self.assertEqual(failed, ["sales/many", "sales/unknown", "sales/sets-off"])
        for suite in root:
            self.assertEqual(int(suite.get("tests")), len(suite))
        self.assertEqual(int(root.get("failures")), 3)
        self.assertIn(shown(HOSTILE), cases[0].find("failure").text)

    def test_github(self):
        commands = re.findall(r"^::(error|warning|notice) ([^\n]*?)::([^\n]*)$", self.text["github"], re.MULTILINE)

        def decoded(text):
            for code, sign in (("%2C", ","), ("%3A", ":"), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
                text = text.replace(code, sign)
            return text

        found = []
        for severity, properties, message in commands:
            values = {key: decoded(value) for key, value in (item.split("=", 1) for item in properties.split(","))}
            if values["title"].startswith("preclear/"):
                continue
            outcome, rule = re.search(r", (\w+)(?:, was \w+)?: (\S+)$", values["title"]).groups()
            found.append((values["title"].rsplit(", " + outcome, 1)[0], rule, outcome))
            self.assertEqual(values["file"], shown(self.deal.proposal))
            self.assertIn(re.sub(r"\[U\+\w+\]", "\ufffd", shown(HOSTILE)), decoded(message))
        event = re.sub(r"\[U\+\w+\]", "\ufffd", shown(Deal.event))
        self.assertEqual(sorted(found), sorted((event, rule, outcome) for _, rule, outcome in self.expected))
        self.assertEqual(len(self.text["github"].splitlines()), len(commands) + 1)

    def rows(self, page):
        """The cells of a page's first table, row by row."""
        return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)]

    def test_markdown(self):
        page = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(self.text["markdown"])
        parsed = Page(page)
        allowed = {"h2", "h4", "p", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "b", "code", "ul", "li",
                   "strong", "sub", "blockquote", "br"}
        self.assertLessEqual({tag for tag, _ in parsed.elements}, allowed)
        self.assertTrue(all(not attributes for _, attributes in parsed.elements))
        row = [row for row in self.rows(page) if row and row[0] == "BLOCKED"][0]
        found = re.findall(r"(sales/[\w-]+) \((\w+)\)", Page(row[3]).text)
        self.assertEqual(found, [(rule, outcome) for _, rule, outcome in self.expected])
        self.assertEqual(Page(row[1]).text, f"{shown(Deal.event)}: sale of 2024-01-05")
        self.assertIn(shown(HOSTILE), parsed.text)
        self.assertNotIn("@everyone", self.text["markdown"])

    def test_html(self):
        parsed = Page(self.text["html"])
        self.assertEqual(parsed.open, [])
        forbidden = {"script", "link", "img", "iframe", "a", "object"}
        self.assertFalse({tag for tag, _ in parsed.elements} & forbidden)
        self.assertFalse([name for _, attributes in parsed.elements for name in attributes if name.startswith("on")])
        headings = re.findall(r'<p class="rule faint">(.*?)</p>', self.text["html"])
        found = [re.match(r"(\w+)(?:, was \w+)?: (\S+)", html.unescape(heading)).groups() for heading in headings]
        self.assertEqual(sorted(found), sorted((outcome, rule) for _, rule, outcome in self.expected))
        self.assertIn(shown(HOSTILE), parsed.text)

    def test_text(self):
        found = re.findall(r"^    (violation|indeterminate|trigger|notice|waived)(?:, was \w+)?: (\S+)$", self.text["text"], re.MULTILINE)
        self.assertEqual(sorted(found), sorted((outcome, rule) for _, rule, outcome in self.expected))
        self.assertFalse(re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200f]", self.text["text"]))

    def test_example_in_every_format(self):
        """The shipped example: SARIF is valid, and each format has the findings that are expected of it."""
        proposals = sorted((ROOT / "Examples" / "neotherapeutics" / "proposals").glob("*.yaml"))
        expected = []
        for line in (ROOT / "Examples" / "neotherapeutics" / "proposals.expected.tsv").read_text().splitlines():
            _, event, _, findings = line.split("\t")
            expected += [(event, *finding.split("=")) for finding in findings.split(",") if finding]

        def gate(format):
            return subprocess.run([PRECLEAR, "gate", *proposals, "--format", format], capture_output=True, text=True).stdout

        self.assertEqual([tuple(line.split("\t")) for line in gate("tsv").splitlines()], expected)
        log = json.loads(gate("sarif"))
        jsonschema.validate(log, SCHEMA, format_checker=jsonschema.FormatChecker())
        self.assertEqual([result["ruleId"] for result in log["runs"][0]["results"]], [rule for _, rule, _ in expected])
        root = xml.etree.ElementTree.fromstring(gate("junit"))
        cases = [(case.get("classname"), case.get("name"), case.find("properties/property").get("value")) for case in root.iter("testcase")]
        self.assertEqual([case for case in cases if case[2] != "clear"], expected)


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(failed > 0)
