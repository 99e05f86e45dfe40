"""Holds the schemas that `preclear schema` writes against a validator of the standard.

Every shipped file that the program accepts they accept; every file of wrong.yaml they refuse, as a Swift test shows that
the program does. Run by `make test-schema`.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PRECLEAR = ROOT / ".build/debug/preclear"


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2's core schema: days and times are texts, `on` and `yes` are words. Keys are texts as they stand."""

    def construct_mapping(self, node, deep=False):
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+0123456789."),
    ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
]:
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


CoreLoader.add_constructor("tag:yaml.org,2002:map", CoreLoader.construct_mapping)


def load(text):
    return yaml.load(text, CoreLoader)


def schema(document, *options):
    run = subprocess.run([PRECLEAR, "schema", document, *options], capture_output=True, check=True, text=True)
    made = json.loads(run.stdout)
    jsonschema.Draft7Validator.check_schema(made)
    return jsonschema.Draft7Validator(made)


def kind_of(path, value):
    """Which schema a shipped file is for; None for a calendar and the list of survivors, which have none."""
    if path.name.endswith(".test.yaml"):
        return "test"
    if "calendars" in path.parts or path.name == "survivors.yaml":
        return None
    if path.name == "deal.yaml":
        return "deal"
    if "proposals" in path.parts:
        return "event"
    return "pack"


def accepted():
    count = 0
    for deal, folders in [
        ("Examples/neotherapeutics/deal.yaml", ["Rules", "Examples/neotherapeutics"]),
        ("Examples/audit-log/deal.yaml", ["Examples/audit-log"]),
    ]:
        schemas = {}
        for folder in folders:
            for path in sorted((ROOT / folder).rglob("*.yaml")):
                value = load(path.read_text())
                kind = kind_of(path.relative_to(ROOT), value)
                if kind is None:
                    continue
                if kind not in schemas:
                    schemas[kind] = schema(kind, "--deal", ROOT / deal)
                for error in schemas[kind].iter_errors(value):
                    raise AssertionError(f"{path}: {error.json_path}: {error.message}")
                count += 1
            for path in sorted((ROOT / folder).glob("*.jsonl")):
                validator = schemas.setdefault("event", schema("event", "--deal", ROOT / deal))
                for number, line in enumerate(path.read_text().splitlines()[:400]):
                    if line.strip():
                        for error in validator.iter_errors(json.loads(line)):
                            raise AssertionError(f"{path}:{number + 1}: {error.message}")
                count += 1
    return count


def refused():
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder) / "pack"
        subprocess.run([PRECLEAR, "new", "pack", pack], check=True, capture_output=True)
        (pack / "more.yaml").write_text((ROOT / "Tests/SchemaFiles/more.yaml").read_text())
        schemas = {name: schema(name, "--pack", pack) for name in ["pack", "deal", "event", "test", "waivers"]}
        wrong = load((ROOT / "Tests/SchemaFiles/wrong.yaml").read_text())
        for case in wrong:
            if schemas[case["of"]].is_valid(load(case["text"])):
                raise AssertionError(f"accepted: {case['because']} ({case['of']})")
        return len(wrong)


try:
    print(f"{accepted()} files accepted, {refused()} refused, as by the program")
except AssertionError as error:
    sys.exit(f"FAIL {error}")
