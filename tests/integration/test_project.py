"""The project's workflow runs end to end, with one training step."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import srsly
from conftest import ROOT


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_workflow(lang, tmp_path):
    pytest.importorskip("weasel")
    for name in ("project.yml", "configs", "training", "corpus"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("runs"))
        else:
            shutil.copy(source, tmp_path / name)
    options = "--training.max_steps 1 --training.eval_frequency 1"
    project = srsly.read_yaml(tmp_path / "project.yml")
    project["vars"].update(lang=lang, train_options=options, target="packages")
    srsly.write_yaml(tmp_path / "project.yml", project)
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run([sys.executable, "-m", "weasel", "run", "all"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    meta = srsly.read_json(tmp_path / "packages" / f"{lang}_zhanbao_sm" / "meta.json")
    assert set(meta["zhanbao"]) == {"corpus", "config", "test"} and "ents_f" in meta["performance"]
    assert (tmp_path / "packages" / f"{lang}_zhanbao_sm.egg-info" / "PKG-INFO").exists()
    # Nothing to do the second time: every command's dependencies and outputs are known.
    again = subprocess.run([sys.executable, "-m", "weasel", "run", "all"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert again.stdout.count("Skipping") == 4, again.stdout
