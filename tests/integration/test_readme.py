"""What the README says works: its commands as written (training cut to one step), its Python, its two make targets."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf8")
COMMANDS = [line for block in re.findall(r"```bash\n(.*?)```", README, re.DOTALL) for line in block.strip().split("\n")]
ONE_STEP = ["--training.max_steps", "1", "--training.eval_frequency", "1"]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """What the commands read, copied: they write beside it."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("configs", "corpus", "examples", "training"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("runs"))
    (folder / "out").mkdir()
    return folder


def test_the_commands_of_the_issue_are_there():
    for command in ("train configs/en_sm.cfg", "train configs/zh_sm.cfg", "evaluate", "apply", "debug data", "assemble", "package"):
        assert any(line.startswith(f"spacy {command}") for line in COMMANDS), command


@pytest.mark.parametrize("command", COMMANDS)
def test_command(command, checkout):
    """The commands run in the order of the README; each finds what the ones before it made."""
    words = shlex.split(command)
    if words[:2] == ["spacy", "train"]:
        words += ONE_STEP
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(words, cwd=checkout, env=env, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]


def test_what_the_commands_leave(checkout):
    assert (checkout / "out" / "apply" / "records.jsonl").read_text(encoding="utf8").count('"QUANTITY"') >= 3
    assert (checkout / "out" / "extract" / "spans.csv").exists()


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_python(block):
    result = subprocess.run([sys.executable, "-X", "utf8", "-c", block], capture_output=True, text=True, encoding="utf8")
    assert result.returncode == 0, result.stderr
    assert "QUANTITY" in result.stdout


def test_make_targets_are_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf8")
    for target in re.findall(r"^make (\w+)$", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf8")


def test_links_lead_somewhere():
    for page in ("README.md", "CONTRIBUTING.md", "corpus/README.md", "training/README.md"):
        folder = (ROOT / page).parent
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / page).read_text(encoding="utf8")):
            assert (folder / target).exists(), f"{page}: {target}"
