"""Score a pipeline on the real reports beside the checkout, with their own script.

    python training/score_reports.py --lang en
    python training/score_reports.py --lang zh --json
    python training/score_reports.py --lang zh --errors

The reports are for measuring only: nothing is trained on them, and no sentence of them goes into the project.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import spacy
import srsly
import typer
from zhanbao.export.records import model_name, record_of

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def main(
    lang: str = typer.Option("en"),
    model: str = typer.Option("", help="The pipeline; the shipped one if not given."),
    exclude: str = typer.Option("", help="Components to leave out, with commas."),
    json: bool = typer.Option(False, "--json", help="The figures as JSON."),
    errors: bool = typer.Option(False, "--errors", help="Every span that differs."),
    shared: Path = typer.Option(SHARED, help="Where reports/dev.jsonl and score.py are."),
) -> None:
    nlp = spacy.load(model or f"{lang}_zhanbao_sm", exclude=[name for name in exclude.split(",") if name])
    gold = [report for report in srsly.read_jsonl(shared / "reports" / "dev.jsonl") if report["lang"] == lang]
    name = model_name(nlp)
    found = [record_of(doc, id=r["id"], lang=lang, model=name) for doc, r in zip(nlp.pipe(r["text"] for r in gold), gold)]
    with tempfile.TemporaryDirectory() as folder:
        srsly.write_jsonl(Path(folder) / "gold.jsonl", gold)
        srsly.write_jsonl(Path(folder) / "found.jsonl", found)
        options = ["--json"] * json + ["--errors"] * errors
        command = [sys.executable, shared / "score.py", f"{folder}/gold.jsonl", f"{folder}/found.jsonl", *options]
        raise typer.Exit(subprocess.run([str(part) for part in command]).returncode)


if __name__ == "__main__":
    typer.run(main)
