"""Compare Chinese tokenizations: characters alone, jieba's words alone, characters with jieba's features, jieba's words cut further.

    python training/compare_tokenizers.py --steps 2000

Each is trained on the same corpus with the same settings; exact F counts the spans that its tokenizer loses as missed. What it
gave stands in ``training/README.md``.
"""

import json
import time
from pathlib import Path

import typer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config, registry
from zhanbao.corpus.lots import read_corpus

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {
    "char": {"attrs": ["NORM", "SHAPE"], "rows": [5000, 500]},
    "jieba": {"attrs": ["NORM", "TAG", "SHAPE"], "rows": [5000, 1000, 500]},
    "char+jieba": {"attrs": ["NORM", "TAG", "SHAPE"], "rows": [5000, 1000, 500]},
    "words": {"attrs": ["NORM", "PREFIX", "LEMMA", "SHAPE", "TAG"], "rows": [5000, 1000, 1000, 500, 500]},
}


def gold_spans(path: Path) -> list[tuple[str, set[tuple[int, int, str]]]]:
    return [(r.text, {(s.start, s.end, s.label) for s in r.spans}) for r in read_corpus(path)]


@registry.readers("training.LossyCorpus.v1")
def lossy_corpus(path: Path):
    """Unlike the project's reader, leaves out spans that do not align: here they are counted, and scored as missed."""

    def read(nlp):
        for text, spans in gold_spans(path):
            doc = nlp.make_doc(text)
            ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
            doc.ents = [ent for ent in ents if isinstance(ent, Span)]
            yield Example(nlp.make_doc(text), doc)

    return read


def found(doc: Doc) -> set[tuple[int, int, str]]:
    return {(e.start_char, e.end_char, e.label_) for e in doc.ents}


def main(
    steps: int = typer.Option(2000), only: str = typer.Option("", help="One of the tokenizations."), corpus: Path = ROOT / "corpus" / "zh"
) -> None:
    for segmenter, embed in SETTINGS.items():
        if only and segmenter != only:
            continue
        overrides = {
            "nlp.tokenizer.segmenter": segmenter,
            **{f"components.tok2vec.model.embed.{key}": value for key, value in embed.items()},
            "corpora.train.@readers": "training.LossyCorpus.v1", "corpora.dev.@readers": "training.LossyCorpus.v1",
            "paths.train": str(corpus / "train"), "paths.dev": str(corpus / "dev"),
            "training.max_steps": steps,
        }
        config = load_config(ROOT / "configs" / "zh_sm.cfg")
        for split in ("train", "dev"):
            for option in ("max_reports", "augmenter"):
                config["corpora"][split].pop(option, None)
        for key, value in overrides.items():
            *sections, name = key.split(".")
            place = config
            for section in sections:
                place = place[section]
            place[name] = value
        nlp = init_nlp(config)
        nlp, _ = train(nlp)
        test = gold_spans(corpus / "test")
        start = time.perf_counter()
        docs = list(nlp.pipe(text for text, _ in test))
        seconds = time.perf_counter() - start
        hits = sum(len(found(doc) & spans) for doc, (_, spans) in zip(docs, test))
        total = sum(len(spans) for _, spans in test)
        guesses = sum(len(doc.ents) for doc in docs)
        every = [pair for split in ("train", "dev", "test") for pair in gold_spans(corpus / split)]
        lost = sum(nlp.make_doc(text).char_span(s, e) is None for text, spans in every for s, e, _ in spans)
        print(json.dumps({
            "tokenizer": segmenter, "f": round(2 * hits / (total + guesses), 4), "p": round(hits / guesses, 4), "r": round(hits / total, 4),
            "spans": sum(len(spans) for _, spans in every), "lost": lost,
            "characters_per_second": round(sum(len(text) for text, _ in test) / seconds), "steps": steps,
        }), flush=True)


if __name__ == "__main__":
    typer.run(main)
