#!/usr/bin/env python3
"""The hooks for pre-commit and the job for a forge, put to work in repositories of their own.

    make test-gate
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / ".build" / "debug" / "preclear"
EXAMPLE = ROOT / "Examples" / "neotherapeutics"
BIN = pathlib.Path(sys.executable).parent
CLEAR = "02-the-same-sale-negotiated.yaml"
BLOCKED = "01-sale-through-an-ecn.yaml"


class Repository:
    """A repository of proposals with the example's deal, and none of its proposals yet."""

    def __init__(self, folder):
        self.folder = folder
        path = folder / "bin"
        path.mkdir()
        (path / "preclear").symlink_to(PROGRAM)
        self.environment = {
            "PATH": f"{path}:{BIN}:/usr/bin:/bin",
            "HOME": str(folder),
            "PRE_COMMIT_HOME": str(folder / "pre-commit"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        }
        (folder / "gitconfig").write_text(
            "[user]\nname = a\nemail = a@example.org\n[init]\ndefaultBranch = main\n[protocol \"file\"]\nallow = always\n"
        )
        self.work = folder / "desk"
        deal = self.work / "deals" / "one"
        (deal / "proposals").mkdir(parents=True)
        shutil.copytree(ROOT / "Rules", self.work / "Rules", ignore=shutil.ignore_patterns("*.test.yaml"))
        shutil.copy(EXAMPLE / "deal.yaml", deal)
        shutil.copy(EXAMPLE / "ledger.jsonl", deal)
        self.run("git", "init", "--quiet")

    def run(self, *command, cwd=None, check=True, **environment):
        run = subprocess.run(
            command, cwd=cwd or self.work, env=self.environment | environment, capture_output=True, text=True)
        if check and run.returncode != 0:
            raise AssertionError(f"{command}: {run.stdout}{run.stderr}")
        return run

    def propose(self, name, text=None):
        path = self.work / "deals" / "one" / "proposals" / name
        # Git takes a folder away with its last file.
        path.parent.mkdir(exist_ok=True)
        path.write_text(text or (EXAMPLE / "proposals" / name).read_text())
        self.run("git", "add", str(path))

    def commit(self):
        return self.run("git", "commit", "--message", "state", check=False)


class Hooks(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="preclear-hooks-")
        self.addCleanup(temporary.cleanup)
        self.desk = Repository(pathlib.Path(temporary.name))

    def install(self, config):
        (self.desk.work / ".pre-commit-config.yaml").write_text(config)
        self.desk.run("git", "add", "--all")
        self.desk.run("pre-commit", "install")
        self.desk.run("git", "commit", "--quiet", "--message", "deal")

    def see_it_work(self):
        """A blocked proposal is refused, and nothing is committed; a clear one passes."""
        self.desk.propose(BLOCKED)
        refused = self.desk.commit()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("sales-agreement/no-at-the-market", refused.stdout + refused.stderr)
        self.assertEqual(self.desk.run("git", "log", "--oneline").stdout.count("\n"), 1)
        self.desk.run("git", "rm", "--quiet", "--force", f"deals/one/proposals/{BLOCKED}")
        self.desk.propose(CLEAR)
        passed = self.desk.commit()
        self.assertEqual(passed.returncode, 0, passed.stdout + passed.stderr)

    def test_example_config(self):
        self.install((ROOT / "Examples" / "gate" / "pre-commit-config.yaml").read_text())
        self.see_it_work()
        # What was known then may change: all of it is judged again, here by rules that a commit brings.
        rule = self.desk.work / "Rules" / "neotherapeutics" / "sales-agreement.yaml"
        rule.write_text(rule.read_text().replace('event.method != "negotiated"', 'event.method == "negotiated"'))
        self.desk.run("git", "add", "--all")
        self.assertNotEqual(self.desk.commit().returncode, 0)

    def test_shipped_hook(self):
        hooks = self.desk.folder / "hooks"
        hooks.mkdir()
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
        self.desk.run("pre-commit", "validate-manifest", ".pre-commit-hooks.yaml", cwd=hooks)
        self.desk.run("git", "init", "--quiet", cwd=hooks)
        self.desk.run("git", "add", "--all", cwd=hooks)
        self.desk.run("git", "commit", "--quiet", "--message", "hooks", cwd=hooks)
        revision = self.desk.run("git", "rev-parse", "HEAD", cwd=hooks).stdout.strip()
        self.install(f"repos:\n  - repo: file://{hooks}\n    rev: {revision}\n    hooks: [{{id: preclear-system}}]\n")
        self.see_it_work()
        # All files means all proposals, as they stand in the index.
        self.assertEqual(self.desk.run("pre-commit", "run", "--all-files", check=False).returncode, 0)
        self.desk.propose(BLOCKED)
        self.desk.run("git", "commit", "--quiet", "--no-verify", "--message", "around the hook")
        self.assertEqual(self.desk.run("pre-commit", "run", "--all-files", check=False).returncode, 1)

    def test_name_of_a_file_is_no_option(self):
        """A file that a parser would take for the wish for help lets nothing through."""
        self.install((ROOT / "Examples" / "gate" / "pre-commit-config.yaml").read_text())
        self.desk.propose(BLOCKED)
        for name in ("-h.yaml", "--help=.yaml", "--deal=x.yaml"):
            (self.desk.work / name).write_text("a: 1\n")
        self.desk.run("git", "add", "--all")
        refused = self.desk.commit()
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("sales-agreement/no-at-the-market", refused.stdout + refused.stderr)

    def test_partly_staged_file_is_judged_as_staged(self):
        self.install((ROOT / "Examples" / "gate" / "pre-commit-config.yaml").read_text())
        self.desk.propose(CLEAR)
        path = self.desk.work / "deals" / "one" / "proposals" / CLEAR
        path.write_text(path.read_text().replace("negotiated", "ecn"))
        passed = self.desk.commit()
        self.assertEqual(passed.returncode, 0, passed.stdout + passed.stderr)
        self.assertIn("ecn", path.read_text())

    def test_hook_without_the_program_refuses(self):
        self.install((ROOT / "Examples" / "gate" / "pre-commit-config.yaml").read_text())
        (self.desk.folder / "bin" / "preclear").unlink()
        self.desk.propose(CLEAR)
        self.assertNotEqual(self.desk.commit().returncode, 0)

    def test_job_of_a_forge(self):
        """The steps of the example's job that run a command, on a branch, as a forge would run them."""
        workflow = yaml.safe_load((ROOT / "Examples" / "gate" / "github-workflow.yaml").read_text())
        steps = [step for step in workflow["jobs"]["gate"]["steps"] if "run" in step]
        self.assertEqual(len(steps), 1)
        self.desk.run("git", "add", "--all")
        self.desk.run("git", "commit", "--quiet", "--message", "deal")
        self.desk.run("git", "checkout", "--quiet", "-b", "change")
        summary = self.desk.folder / "summary.md"
        for name, expected in ((CLEAR, 0), (BLOCKED, 1)):
            self.desk.propose(name)
            self.desk.run("git", "commit", "--quiet", "--message", name)
            run = self.desk.run(
                "bash", "-e", "-c", steps[0]["run"], check=False, BASE="main", GITHUB_STEP_SUMMARY=str(summary))
            self.assertEqual(run.returncode, expected, run.stdout + run.stderr)
            for report in ("preclear.sarif", "preclear.xml", "preclear.html"):
                self.assertTrue((self.desk.work / report).stat().st_size > 0)
        self.assertEqual(len(re.findall(r"^::error ", run.stdout, re.MULTILINE)), 1)
        self.assertIn(f"file=deals/one/proposals/{BLOCKED},line=4", run.stdout)
        self.assertEqual(summary.read_text().count("## Preclear"), 2)


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(failed > 0)
