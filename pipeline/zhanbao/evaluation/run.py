"""One evaluation: a pipeline against annotated reports, as plain data."""

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any, Iterator, NamedTuple, Sequence

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from ..components.claims.calibration import judge
from ..components.claims.scorer import FIELDS, count_claims, figures_of
from ..corpus.convert import read_annotated
from ..corpus.docs import to_doc
from ..corpus.markup import Report
from ..export.records import model_name
from .spans import DRAWS, Pair, Place, confusion, error_kinds, errors, reliability, score

#: Characters of text shown on both sides of an error.
CONTEXT = 40


class Reading(NamedTuple):
    """A gold report and what the pipeline made of it."""

    report: Report
    doc: Doc

    @property
    def pair(self) -> Pair:
        """Gold and predicted spans as places."""
        gold: list[Place] = [(s.label, s.start, s.end) for s in self.report.spans]
        return gold, [(e.label_, e.start_char, e.end_char) for e in self.doc.ents]


def read(nlp: Language, path: Path) -> tuple[list[Reading], float]:
    """Run a pipeline over annotated reports.

    nlp (Language): reports of another language than its own are left out.
    path (Path): markup, a folder of it, records (``.jsonl``) or ``.spacy``.
    RETURNS (Tuple[List[Reading], float]): what it read, and the seconds it took.
    RAISES: ValueError if no report of the pipeline's language is there, or a pipeline changed the text.
    """
    reports = [report for report in read_annotated(path, nlp.lang) if report.lang == nlp.lang]
    if not reports:
        raise ValueError(f"{path} holds no annotated report in the pipeline's language ({nlp.lang!r})")
    start = time.perf_counter()
    docs = list(nlp.pipe(report.text for report in reports))
    seconds = time.perf_counter() - start
    for report, doc in zip(reports, docs):
        if doc.text != report.text:
            raise ValueError(f"report {report.id!r}: the pipeline's tokenizer changed the text, so offsets mean nothing")
    return [Reading(report, doc) for report, doc in zip(reports, docs)], seconds


def evaluate(nlp: Language, path: Path, draws: int = DRAWS) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Scores and errors of a pipeline.

    nlp (Language): the pipeline.
    path (Path): annotated reports, see :func:`read`.
    draws (int): of the bootstrap.
    RETURNS (Tuple[dict, List[dict]]): the scores (all JSON), and one row per difference.
    """
    readings, seconds = read(nlp, path)
    pairs = [reading.pair for reading in readings]
    words = sum(len(r.text.split()) if nlp.lang == "en" else len(r.text) for r, _ in readings)
    scores: dict[str, Any] = {
        "pipeline": model_name(nlp),
        "lang": nlp.lang,
        "data": str(path),
        "reports": len(readings),
        "spans": score(pairs, draws),
        "errors": error_kinds(pairs),
        "confusion": confusion(pairs),
        "speed": {"unit": "words" if nlp.lang == "en" else "characters", "read": words, "per_second": round(words / seconds)},
        "size_mb": round(size_of(nlp) / 1e6, 1),
    }
    examples = [Example(doc, to_doc(report, nlp.make_doc)) for report, doc in readings]
    claims = claim_scores(examples, draws)
    if claims:
        scores["claims"] = claims
        judged = [pair for example in examples for pair in judge(example)]
        if judged:
            scores["reliability"] = reliability(judged)
    return scores, [row for reading in readings for row in error_rows(reading)]


def error_rows(reading: Reading) -> Iterator[dict[str, Any]]:
    """The differences of one report, each with its words and what stands around them."""
    text = reading.report.text
    for error in errors(*reading.pair):
        places: Sequence[Place] = [place for place in (error.gold, error.predicted) if place]
        start, end = min(p[1] for p in places), max(p[2] for p in places)
        yield {
            "report": reading.report.id,
            "kind": error.kind,
            "label": places[0][0],
            "gold": _shown(error.gold, text),
            "predicted": _shown(error.predicted, text),
            "before": text[max(0, start - CONTEXT):start],
            "after": text[end:end + CONTEXT],
        }


def size_of(nlp: Language) -> int:
    """Bytes of a pipeline as it is saved; of its folder where it was loaded from one, of its serialised form otherwise."""
    path = getattr(nlp, "_path", None)
    if path and Path(path).is_dir():
        return sum(file.stat().st_size for file in Path(path).rglob("*") if file.is_file())
    return len(nlp.to_bytes())


def _shown(place: Place | None, text: str) -> dict[str, Any] | None:
    return {"label": place[0], "start": place[1], "end": place[2], "text": text[place[1]:place[2]]} if place else None


def claim_scores(examples: Sequence[Example], draws: int) -> dict[str, Any] | None:
    """Scores of claims; None where the reports have none, or the pipeline makes none.

    RETURNS (Optional[dict]): ``whole`` and ``found`` (F), ``interval`` of ``whole`` (95 %, bootstrap over reports), ``fields`` (share right among the
        claims whose figure was found), ``n``.
    """
    counts = [count_claims(example) for example in examples]
    total = sum(counts, Counter())
    if not total["gold"] or not total["predicted"]:
        return None
    figures = figures_of(total)
    rng = random.Random(0)
    drawn = sorted(figures_of(sum(rng.choices(counts, k=len(counts)), Counter()))["claims_whole_f"] or 0.0 for _ in range(draws))
    low, high = drawn[int(0.025 * draws)], drawn[min(draws - 1, int(0.975 * draws))]
    return {
        "whole": figures["claims_whole_f"], "found": figures["claims_found_f"], "interval": [low, high],
        "fields": {name: figures[f"claims_{name}_acc"] for name in FIELDS}, "n": total["gold"],
    }
