"""Claims by rules alone, beside those of the pipeline: what the network is worth.

    python training/claim_rules.py --lang en

The rules are what a reader would try first: the nearest body, campaign and phrase of time before the figure; the nearest offence before it in its
sentence, else the one behind it before the next figure; in English the words after the figure, in Chinese the word before it (after it, where one
follows) as what is counted; the nearest verb of the corpus' commonest. Comparisons are read by rules in both. Scored on the corpus' test split and,
where they lie beside the checkout, on the real reports, on the spans that the pipeline finds. `no carrying` leaves out what stands in an earlier
sentence.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy
import spacy
import typer
from spacy.tokens import Doc
from spacy.training import Example
from zhanbao.components.claims.candidates import Candidates, Pairs, candidates_of
from zhanbao.components.claims.change import find_change
from zhanbao.components.claims.scorer import FIELDS, score_claims
from zhanbao.corpus.convert import read_annotated
from zhanbao.corpus.docs import CLAIMS, to_doc
from zhanbao.corpus.lots import read_corpus

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT.parent / "shared" / "reports" / "dev.jsonl"
#: English words that end what is counted.
STOPS = frozenset("of in on at by for from with to and or were was are is been have has had who which that , . ; : ( )".split())
VERBS = 60


def common_verbs(lang: str) -> frozenset[str]:
    """The commonest words of ``action`` in the training split."""
    counts: Counter = Counter()
    for report in read_corpus(ROOT / "corpus" / lang / "train"):
        for claim in report.claims:
            if claim["action"]:
                counts[report.text[slice(*claim["action"])].casefold()] += 1
    return frozenset(word for word, _ in counts.most_common(VERBS))


def nearest(doc: Doc, pairs: Pairs, figure: int, start: int, carry: bool) -> list[int] | None:
    """Place of the nearest candidate before a figure."""
    rows = [row for row in numpy.flatnonzero(pairs.figure == figure) if 0 < pairs.end[row] <= start]
    if not rows:
        return None
    row = max(rows, key=lambda row: pairs.start[row])
    return place(doc, pairs.start[row], pairs.end[row]) if carry or not broken(doc, pairs.end[row], start) else None


def broken(doc: Doc, start: int, end: int) -> bool:
    """Whether a sentence ends between two tokens."""
    return any(token.text[0] in "。！？!?" or "\n" in token.text or token.text == "." for token in doc[int(start):int(end)])


def place(doc: Doc, start: int, end: int) -> list[int]:
    """Of tokens, in characters."""
    return [doc[int(start)].idx, doc[int(end) - 1].idx + len(doc[int(end) - 1])]


def counted_by_rule(doc: Doc, start: int, end: int, lang: str) -> list[int] | None:
    """What is counted, by position."""
    if lang == "zh" and start and (end == len(doc) or not doc[end].text[0].isalnum() or doc[end].ent_type_):
        return place(doc, start - 1, start) if doc[start - 1].text[0].isalnum() and not doc[start - 1].ent_type_ else None
    last = end
    while last < len(doc) and last < end + (3 if lang == "en" else 1) and doc[last].lower_ not in STOPS and doc[last].text[0].isalnum():
        last += 1
    return place(doc, end, last) if last > end else None


def claims_by_rule(doc: Doc, candidates: Candidates, verbs: frozenset[str], lang: str, carry: bool) -> list[dict[str, Any]]:
    """One claim per figure."""
    figures = [place(doc, s, e) for s, e in candidates.figures.tolist()]
    changes = find_change(doc.text, [(s, e) for s, e in figures], candidates.units.tolist(), lang) if figures else []
    out = []
    for number, (start, end) in enumerate(candidates.figures.tolist()):
        after = candidates.figures[number + 1][0] if number + 1 < len(figures) else len(doc)
        behind = [e for e in doc.ents if e.label_ == "CRIME" and end <= e.start < after and not broken(doc, end, e.start)]
        crime = nearest(doc, candidates.pairs["crimes"], number, start, False) or (place(doc, behind[0].start, behind[0].end) if behind else None)
        spoken = [token for token in doc[max(0, start - 20):min(len(doc), end + 8)] if token.lower_ in verbs]
        verb = min(spoken, key=lambda token: abs(token.i - start), default=None)
        claim: dict[str, Any] = {
            name: nearest(doc, candidates.pairs[name], number, start, carry) for name in ("agency", "operation", "period")
        }
        out.append({
            **claim, "quantity": figures[number], "crimes": [crime] if crime else [], "counted": counted_by_rule(doc, start, end, lang),
            "action": place(doc, verb.i, verb.i + 1) if verb is not None else None, "measure": None, "change": changes[number],
        })
    return out


def main(lang: str = typer.Option("en"), model: str = typer.Option("", help="A pipeline; the shipped one if not given.")) -> None:
    nlp, verbs = spacy.load(model or f"{lang}_zhanbao_sm"), common_verbs(lang)
    for path in (ROOT / "corpus" / lang / "test", REPORTS):
        if not path.exists():
            continue
        reports = [report for report in read_annotated(path, lang) if report.lang == lang]
        docs = list(nlp.pipe(report.text for report in reports))
        gold = [to_doc(report, nlp.make_doc) for report in reports]
        read = [doc.user_data[CLAIMS] for doc in docs]
        for name in ("rules, no carrying", "rules", "pipeline"):
            for doc, mine in zip(docs, read):
                rules = name != "pipeline"
                doc.user_data[CLAIMS] = claims_by_rule(doc, candidates_of(doc, lang), verbs, lang, name == "rules") if rules else mine
            scores = score_claims([Example(doc, reference) for doc, reference in zip(docs, gold)])
            fields = " ".join(f"{field} {scores[f'claims_{field}_acc']:.3f}" for field in FIELDS)
            print(f"{lang} {path.name} {name}: whole {scores['claims_whole_f']:.3f} {fields}")


if __name__ == "__main__":
    typer.run(main)
