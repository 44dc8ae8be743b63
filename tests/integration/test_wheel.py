"""The wheel, built and installed into a fresh environment, holds everything: library, tables, both pipelines."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest
from conftest import ROOT


def run(*command, **kwargs):
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, **kwargs)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory) -> Path:
    """A fresh environment with the wheel; its dependencies are borrowed from this one through a path file."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder / "dist", ROOT)
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", next((folder / "dist").glob("*.whl")))
    site = Path(run(python, "-c", "import site; print(site.getsitepackages()[0])").strip())
    import spacy

    # Only this environment's packages, never the checkout: its editable path file is not followed.
    (site / "borrowed.pth").write_text(str(Path(spacy.__file__).parent.parent) + "\n")
    return python


def test_the_library_comes_from_the_wheel(python, tmp_path):
    for module in ("zhanbao", "en_zhanbao_sm", "zh_zhanbao_sm"):
        place = run(python, "-c", f"import {module}; print({module}.__file__)", cwd=tmp_path)
        assert str(python.parent.parent) in place


@pytest.mark.parametrize("name, text", [("en_zhanbao_sm", "Dalian police held 46,000 people."), ("zh_zhanbao_sm", "大连警方破获案件127起。")])
def test_pipelines_load_by_name(python, name, text, tmp_path):
    code = f"import spacy; print([e.label_ for e in spacy.load({name!r})({text!r}).ents])"
    assert "QUANTITY" in run(python, "-X", "utf8", "-c", code, cwd=tmp_path)


def test_the_command_line(python, tmp_path):
    (tmp_path / "a.txt").write_text("大连市公安局破获案件127起。", encoding="utf8")
    run(python.parent / "zhanbao", "extract", "a.txt", "-o", "out", "-q", cwd=tmp_path)
    assert (tmp_path / "out" / "records.jsonl").read_text(encoding="utf8").count("127起") >= 2


def test_pip_knows_the_pipelines(python):
    listed = run(python, "-m", "pip", "list", "--disable-pip-version-check")
    assert all(name in listed for name in ("zhanbao", "en_zhanbao_sm", "zh_zhanbao_sm"))
