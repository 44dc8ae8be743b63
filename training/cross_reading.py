"""Second reading by the model: train on k - 1 folds, read the fold left out, list where model and annotation differ.

    python training/cross_reading.py --lang en --folds 3 -o training/runs/en_disagreements.jsonl

Each line shows both readings of one place as ``a`` and ``b`` in random order (``key`` says which is the annotation's), so that a reader who
settles them by the guidelines does not know whose reading is whose.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Iterator

import spacy
import srsly
import typer
from zhanbao.corpus.lots import find_files, read_reports
from zhanbao.corpus.markup import dump
from zhanbao.evaluation.run import Reading, error_rows

ROOT = Path(__file__).resolve().parent.parent


def folds_of(path: Path, n: int) -> list[list[tuple[Path, Any]]]:
    """The reports of a folder dealt out to n folds, neighbours apart."""
    folds: list[list[tuple[Path, Any]]] = [[] for _ in range(n)]
    for number, (file, report) in enumerate((file, report) for file in find_files(path) for report in read_reports(file)):
        folds[number % n].append((file, report))
    return folds


def rows_of(file: Path, reading: Reading, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Differences of one report, blinded."""
    line_of = {(span.start, span.end): span.line for span in reading.report.spans}
    for row in error_rows(reading):
        gold, found = row["gold"], row["predicted"]
        sides = [("annotation", gold), ("model", found)]
        rng.shuffle(sides)
        yield {
            "file": str(file.relative_to(ROOT)), "report": row["report"],
            "line": line_of.get((gold["start"], gold["end"])) if gold else None,
            "before": row["before"], "after": row["after"],
            "a": f"{sides[0][1]['label']} {sides[0][1]['text']}" if sides[0][1] else "no span",
            "b": f"{sides[1][1]['label']} {sides[1][1]['text']}" if sides[1][1] else "no span",
            "kind": row["kind"], "label": row["label"], "key": {"annotation": "ab"[[s[0] for s in sides].index("annotation")]},
        }


def main(
    lang: str = typer.Option("en"),
    folds: int = typer.Option(3, help="k; each model is trained on k - 1 folds."),
    steps: int = typer.Option(1200, help="Training steps of each."),
    only: str = typer.Option("", help="Folds to read, with commas (all if not given)."),
    split: str = typer.Option("train", help="The split that is read."),
    overrides: str = typer.Option("", help="Further options of `spacy train`."),
    output: Path = typer.Option(..., "--output", "-o", help="JSONL of disagreements."),
) -> None:
    dealt = folds_of(ROOT / "corpus" / lang / split, folds)
    rng = random.Random(0)
    rows = []
    for number in [int(part) for part in only.split(",") if part] or range(folds):
        with tempfile.TemporaryDirectory() as folder:
            part = Path(folder) / lang / "rest.txt"
            part.parent.mkdir()
            part.write_text("\n".join(dump(r) for n, fold in enumerate(dealt) if n != number for _, r in fold), encoding="utf8")
            command = [
                sys.executable, "-m", "spacy", "train", ROOT / "configs" / f"{lang}_sm.cfg", "-o", f"{folder}/out", *overrides.split(),
                "--paths.train", part, "--paths.dev", ROOT / "corpus" / lang / "dev", "--training.max_steps", steps,
            ]
            subprocess.run([str(p) for p in command], check=True, stdout=sys.stderr)
            nlp = spacy.load(f"{folder}/out/model-best")
            for file, report in dealt[number]:
                rows += rows_of(file, Reading(report, nlp(report.text)), rng)
    rows.sort(key=lambda row: (row["file"], row["report"]))
    srsly.write_jsonl(output, rows)
    print(json.dumps({"lang": lang, "disagreements": len(rows)}))


if __name__ == "__main__":
    typer.run(main)
