"""One evaluation: a pipeline against annotated reports, as plain data."""

import time
from pathlib import Path
from typing import Any, Iterator, NamedTuple, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from ..corpus.convert import read_annotated
from ..corpus.docs import span_key
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
    judged = list(_judged(readings))
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


def _judged(readings: Sequence[Reading]) -> Iterator[tuple[float, bool]]:
    """Confidence and rightness of the spans for which a component gives ``confidence`` (the recogniser gives none)."""
    for reading in readings:
        gold = set(reading.pair[0])
        for ent in reading.doc.ents:
            confidence = reading.doc.user_data.get(span_key(ent), {}).get("confidence")
            if confidence is not None:
                yield confidence, (ent.label_, ent.start_char, ent.end_char) in gold
