"""Learning curve: exact F by number of training reports.

    python training/learning_curve.py --lang en --sizes 64,128,256 -o training/runs/en_curve.jsonl

Trains `configs/LANG_sm.cfg` on ever more of the corpus (an even spread over its files), the same number of steps each, and scores on the
corpus' test split and, where they lie beside the checkout, on the real reports. One line per size and set of reports.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Iterator

import spacy
import srsly
import typer
from zhanbao.corpus.lots import read_corpus
from zhanbao.evaluation.run import evaluate

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT.parent / "shared" / "reports" / "dev.jsonl"


def train_and_score(lang: str, steps: int, overrides: list[str], **said: Any) -> Iterator[dict[str, Any]]:
    """Train the small config with overrides and score it.

    said: goes into the rows as it is.
    YIELDS (dict): a row for the test split, and one for the real reports where they are there.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "spacy", "train", ROOT / "configs" / f"{lang}_sm.cfg", "-o", folder, *overrides, "--training.max_steps", steps,
            "--paths.train", ROOT / "corpus" / lang / "train", "--paths.dev", ROOT / "corpus" / lang / "dev",
        ]
        subprocess.run([str(part) for part in command], check=True, stdout=sys.stderr)
        nlp = spacy.load(Path(folder) / "model-best")
        for path in (ROOT / "corpus" / lang / "test", REPORTS):
            if path.exists():
                exact = evaluate(nlp, path)[0]["spans"]["exact"]
                f = {label: figures["f"] for label, figures in exact.items()}
                row = {"lang": lang, **said, "on": "real" if path == REPORTS else "test", "f": f, "interval": exact["ALL"]["interval"]}
                print(srsly.json_dumps(row), flush=True)
                yield row


def main(
    lang: str = typer.Option("en"),
    sizes: str = typer.Option("64,128,256,0", help="Numbers of training reports, with commas; 0 is all."),
    steps: int = typer.Option(800, help="Training steps of each."),
    overrides: str = typer.Option("", help="Further options of `spacy train`."),
    output: Path = typer.Option(..., "--output", "-o", help="JSONL; `zhanbao evaluate --curve` reads it."),
) -> None:
    everything = sum(1 for _ in read_corpus(ROOT / "corpus" / lang / "train"))
    rows: list[dict[str, Any]] = []
    for size in sorted(int(part) or everything for part in sizes.split(",")):
        rows += train_and_score(lang, steps, [*overrides.split(), "--corpora.train.max_reports", str(size)], reports=size)
        srsly.write_jsonl(output, rows)


if __name__ == "__main__":
    typer.run(main)
