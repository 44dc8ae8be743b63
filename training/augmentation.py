"""What each augmentation adds: exact F without any, with one, with both.

    python training/augmentation.py --lang en -o training/runs/en_augmentation.jsonl

Trains `configs/LANG_sm.cfg` the same number of steps each time; see `zhanbao.corpus.augment` for what the two do.
"""

from pathlib import Path
from typing import Any

import srsly
import typer
from learning_curve import train_and_score

_PREFIX = "--corpora.train.augmenter."
VARIANTS = {"none": ("exchange", "noise"), "exchange": ("noise",), "noise": ("exchange",), "both": ()}


def main(
    lang: str = typer.Option("en"),
    variants: str = typer.Option(",".join(VARIANTS), help="Which, with commas."),
    steps: int = typer.Option(800, help="Training steps of each."),
    overrides: str = typer.Option("", help="Further options of `spacy train`."),
    output: Path = typer.Option(..., "--output", "-o"),
) -> None:
    rows: list[dict[str, Any]] = []
    for name in variants.split(","):
        off = [part for key in VARIANTS[name] for part in (f"{_PREFIX}{key}", "0.0")]
        rows += train_and_score(lang, steps, [*overrides.split(), *off], augmentation=name)
        srsly.write_jsonl(output, rows)


if __name__ == "__main__":
    typer.run(main)
