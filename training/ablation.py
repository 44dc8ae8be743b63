"""Rules alone, model alone, both: exact F on a corpus split, by label.

    python training/ablation.py --lang en --split test
"""

import json
from pathlib import Path

import spacy
import typer
from spacy.scorer import get_ner_prf
from spacy.training import Example
from zhanbao.components.quantities.recogniser import KINDS
from zhanbao.corpus.reader import MarkupCorpus
from zhanbao.tokenization import blank

ROOT = Path(__file__).resolve().parent.parent
RULES = ("zhanbao_edges", "zhanbao_quantities")


def main(
    lang: str = typer.Option("en"),
    split: str = typer.Option("test", help="A split of the corpus, or a path to annotated reports."),
    model: str = typer.Option("", help="The pipeline; the shipped one if not given."),
) -> None:
    path = ROOT / "corpus" / lang / split if split in ("train", "dev", "test") else Path(split)
    name = model or f"{lang}_zhanbao_sm"
    rules = blank(lang)
    rules.add_pipe("zhanbao_quantities")
    every = blank(lang)
    every.add_pipe("zhanbao_quantities", config={"alone": list(KINDS)})
    pipelines = {
        "rules alone (kinds that stand alone)": rules,
        "rules alone (all kinds)": every,
        "model alone": spacy.load(name, exclude=list(RULES)),
        "model and edges": spacy.load(name, exclude=["zhanbao_quantities"]),
        "model and quantities": spacy.load(name, exclude=["zhanbao_edges"]),
        "all": spacy.load(name),
    }
    for title, nlp in pipelines.items():
        examples = list(MarkupCorpus(path)(nlp))
        for example, doc in zip(examples, nlp.pipe([example.text for example in examples])):
            example.predicted = doc
        scores = get_ner_prf([Example(e.predicted, e.reference) for e in examples])
        figures = {label: round(values["f"], 4) for label, values in sorted((scores["ents_per_type"] or {}).items())}
        print(json.dumps({"pipeline": title, "lang": lang, "split": split, "f": round(scores["ents_f"], 4), **figures}))


if __name__ == "__main__":
    typer.run(main)
