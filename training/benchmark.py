"""Words per second of the shipped pipelines beside a plain spaCy recogniser trained on the same corpus.

    python training/benchmark.py --lang en

The plain pipeline is what ``spacy init config --pipeline ner`` makes, trained here for a few steps (its speed does not depend on how
well it learned). Both read the same texts in one process, in turns; a word is a white-space word in English and a character in Chinese. Behind
them stand each component's share of the time, and how many figures a second are given their values.
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
from zhanbao.components.quantities.values import normalise
from zhanbao.corpus.convert import to_docbin
from zhanbao.corpus.lots import SPLITS, read_corpus
from zhanbao.labels import QUANTITY

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


def shares(nlp: spacy.Language, texts: list[str]) -> dict[str, float]:
    """What share of the pipeline's time each component takes, the tokenizer among them."""
    start = time.process_time()
    docs = [nlp.make_doc(text) for text in texts]
    seconds = {"tokenizer": time.process_time() - start}
    for name, pipe in nlp.pipeline:
        start = time.process_time()
        docs = list(pipe.pipe(docs)) if hasattr(pipe, "pipe") else [pipe(doc) for doc in docs]
        seconds[name] = time.process_time() - start
    return {name: round(value / sum(seconds.values()), 4) for name, value in seconds.items()}


def figures_per_second(lang: str) -> int:
    """How many figures of the corpus are normalised in a second on one core; nothing is cached between them."""
    figures = [s.text for split in SPLITS for r in read_corpus(ROOT / "corpus" / lang / split) for s in r.spans if s.label == QUANTITY]
    normalise(figures[0], lang)  # tables are read once
    start = time.process_time()
    for figure in figures:
        normalise(figure, lang)
    return round(len(figures) / (time.process_time() - start))


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
    # The values of figures are read inside zhanbao_quantities; their share is that of the time that normalising alone takes.
    figures.update(components=shares(pipelines["zhanbao"], texts), figures_per_second=figures_per_second(lang))
    print(json.dumps(figures))
    if output:
        output.write_text(json.dumps(figures) + "\n")


if __name__ == "__main__":
    typer.run(main)
