"""Words per second of the shipped pipelines beside a plain spaCy recogniser trained on the same corpus.

    python training/benchmark.py --lang en

The plain pipeline is what ``spacy init config --pipeline ner`` makes, trained here for a few steps (its speed does not depend on how
well it learned). Both read the same texts in one process, in turns; a word is a white-space word in English and a character in Chinese.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import spacy
import typer
from zhanbao.corpus.convert import to_docbin
from zhanbao.corpus.lots import SPLITS, read_corpus

ROOT = Path(__file__).resolve().parent.parent


def plain_pipeline(lang: str, folder: Path, steps: int) -> spacy.Language:
    """Train what ``spacy init config`` makes, on the same corpus."""
    for split in ("train", "dev"):
        docbin, _ = to_docbin(ROOT / "corpus" / lang / split, plain=True)
        docbin.to_disk(folder / f"{split}.spacy")
    spacy_cli = [sys.executable, "-m", "spacy"]
    config = folder / "plain.cfg"
    subprocess.run([*spacy_cli, "init", "config", config, "--lang", lang, "--pipeline", "ner"], check=True, stdout=subprocess.DEVNULL)
    paths = ["--paths.train", folder / "train.spacy", "--paths.dev", folder / "dev.spacy"]
    length = ["--training.max_steps", steps, "--training.eval_frequency", steps]
    command = [*spacy_cli, "train", config, "-o", folder / "plain", *paths, *length]
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    return spacy.load(folder / "plain" / "model-last")


def main(
    lang: str = typer.Option("en"),
    model: str = typer.Option("", help="Our pipeline; the shipped one if not given."),
    repeats: int = typer.Option(7, help="Turns; the median counts."),
    steps: int = typer.Option(200, help="Training steps of the plain pipeline."),
    output: Path = typer.Option(None, help="Write the figures as JSON too."),
) -> None:
    texts = [r.text for split in SPLITS for r in read_corpus(ROOT / "corpus" / lang / split)]
    words = sum(len(text.split()) if lang == "en" else len(text) for text in texts)
    with tempfile.TemporaryDirectory() as folder:
        pipelines = {"plain": plain_pipeline(lang, Path(folder), steps), "zhanbao": spacy.load(model or f"{lang}_zhanbao_sm")}
    seconds: dict[str, list[float]] = {name: [] for name in pipelines}
    for _ in range(repeats):
        for name, nlp in pipelines.items():
            start = time.perf_counter()
            for _ in nlp.pipe(texts):
                pass
            seconds[name].append(time.perf_counter() - start)
    speed = {name: round(words / statistics.median(values)) for name, values in seconds.items()}
    figures = {"lang": lang, "words": words, "reports": len(texts), **speed, "ratio": round(speed["zhanbao"] / speed["plain"], 3)}
    print(json.dumps(figures))
    if output:
        output.write_text(json.dumps(figures) + "\n")


if __name__ == "__main__":
    typer.run(main)
