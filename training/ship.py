"""Put a trained pipeline into ``pipeline/``, so that it installs with the library.

    python training/ship.py training/runs/en_sm/model-best --metrics training/runs/en_sm/test.json

Uses ``spacy package`` for the package itself and adds the metadata by which ``spacy.load`` finds it.
"""

import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import srsly
import typer

ROOT = Path(__file__).resolve().parent.parent
PKG_INFO = """\
Metadata-Version: 2.1
Name: {name}
Version: {version}
Summary: {description}
License: MIT
"""


def ship(
    model: Path = typer.Argument(..., help="A trained pipeline (model-best)."),
    metrics: Path = typer.Option(..., help="What 'spacy evaluate' wrote on the test split; goes into meta.json."),
    target: Path = typer.Option(ROOT / "pipeline", help="Folder of the importable packages."),
) -> None:
    """Package a trained pipeline into the folder of importable packages."""
    meta = srsly.read_json(model / "meta.json")
    meta.update(
        name="zhanbao_sm",
        version=version("zhanbao"),
        description="Small zhanbao pipeline: AGENCY, OPERATION, CRIME and QUANTITY in public-security campaign reports, with normal forms and claims",
        author="The zhanbao maintainers",
        license="MIT",
        requirements=["zhanbao"],
    )
    meta["zhanbao"]["test"] = {k: v for k, v in srsly.read_json(metrics).items() if k != "speed"}
    package = f"{meta['lang']}_{meta['name']}"
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        shutil.copytree(model, work / "model")
        srsly.write_json(work / "model" / "meta.json", meta)
        (work / "out").mkdir()
        command = [sys.executable, "-m", "spacy", "package", work / "model", work / "out", "--build", "none", "--force"]
        subprocess.run([str(part) for part in command], check=True)
        built = work / "out" / f"{package}-{meta['version']}" / package
        for name in (target / package, target / f"{package}.egg-info"):
            shutil.rmtree(name, ignore_errors=True)
        shutil.copytree(built, target / package)
        shutil.copy(built / f"{package}-{meta['version']}" / "meta.json", target / package)
    info = target / f"{package}.egg-info"
    info.mkdir()
    info.joinpath("PKG-INFO").write_text(PKG_INFO.format(name=package, **{k: meta[k] for k in ("version", "description")}), encoding="utf8")
    size = sum(file.stat().st_size for file in (target / package).rglob("*") if file.is_file())
    print(f"{target / package}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    typer.run(ship)
