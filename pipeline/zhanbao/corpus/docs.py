"""Corpus reports as spaCy Docs, and back.

A Doc carries its report whole: spans in ``doc.ents``, everything else as plain data in ``doc.user_data``, so that DocBin keeps it.
"""

from typing import Any, Callable

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from .markup import MarkupError, Report, Sentence, Span

#: Keys of ``doc.user_data``. Per-span data stands under ``(SPAN, label, start, end)`` with offsets in ``doc.text``.
REPORT = "zhanbao.report"
CLAIMS = "zhanbao.claims"
SPAN = "zhanbao.span"
#: Field of the per-span data: what made the span.
SOURCE = "source"


def span_key(span: DocSpan) -> tuple[str, str, int, int]:
    """Where ``doc.user_data`` keeps what is known about a span."""
    return place_key(span.label_, span.start_char, span.end_char)


def place_key(label: str, start: int, end: int) -> tuple[str, str, int, int]:
    """The same by label and place, where there is no span at hand."""
    return (SPAN, label, start, end)


def token_edges(doc: Doc) -> tuple[dict[int, int], dict[int, int]]:
    """Where tokens begin and end in the text.

    RETURNS (Tuple[Dict[int, int], Dict[int, int]]): start offset to token index, end offset to the index behind the token.
    """
    return {token.idx: token.i for token in doc}, {token.idx + len(token): token.i + 1 for token in doc}


def to_doc(report: Report, tokenize: Callable[[str], Doc]) -> Doc:
    """Make the gold Doc of a report.

    report: a parsed report.
    tokenize: text to Doc, as ``nlp.make_doc``.
    RETURNS (Doc): spans in ``doc.ents``; id, metadata, sentences, excuses and claims in ``doc.user_data``.
    RAISES: MarkupError if the tokenizer has no boundary at the edge of a span: nothing is dropped.
    """
    doc = tokenize(report.text)
    starts, ends = token_edges(doc)
    ents = []
    for span in report.spans:
        if span.start not in starts or span.end not in ends:
            raise MarkupError(
                report.path, span.line,
                f"the tokenizer puts no boundary at the edge of {span.label} {span.text!r}; extend its rules (the span is not dropped)",
            )
        ents.append(DocSpan(doc, starts[span.start], ends[span.end], label=span.label))
    doc.ents = ents
    for ent, span in zip(ents, report.spans):
        if span.form:
            doc.user_data[span_key(ent)] = dict(span.form)
    doc.user_data[REPORT] = {
        "id": report.id,
        "lang": report.lang,
        "meta": dict(report.meta),
        "sentences": [[s.start, s.end] for s in report.sentences],
        "excused": [[s.start, s.end] for s in report.excused],
        "deliberate": [[s.start, s.end] for s in report.spans if s.deliberate],
    }
    doc.user_data[CLAIMS] = [_plain(claim) for claim in report.claims]
    return doc


def from_doc(doc: Doc, lang: str, default_id: str = "report") -> Report:
    """Make a report of a Doc; the inverse of :func:`to_doc` for Docs that it made.

    doc: spans are taken from ``doc.ents``.
    lang: used if the Doc does not say it.
    default_id: used if the Doc has none.
    """
    known = doc.user_data.get(REPORT, {})
    deliberate = {tuple(place) for place in known.get("deliberate", [])}
    text = doc.text
    return Report(
        id=known.get("id", default_id),
        lang=known.get("lang", lang),
        text=text,
        meta=dict(known.get("meta", {})),
        spans=[
            Span(e.label_, e.start_char, e.end_char, e.text, (e.start_char, e.end_char) in deliberate, form=dict(doc.user_data.get(span_key(e), {})))
            for e in doc.ents
        ],
        excused=[Span(None, start, end, text[start:end]) for start, end in known.get("excused", [])],
        sentences=[Sentence(start, end) for start, end in known.get("sentences", [])],
        claims=[_tuples(claim) for claim in doc.user_data.get(CLAIMS, [])],
    )


def _plain(value: Any) -> Any:
    """Tuples as lists: what msgpack gives back."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _tuples(claim: dict[str, Any]) -> dict[str, Any]:
    """A claim with its places as tuples again."""
    out: dict[str, Any] = {}
    for key, value in claim.items():
        if key == "crimes":
            out[key] = [tuple(place) for place in value]
        else:
            out[key] = tuple(value) if isinstance(value, (list, tuple)) else value
    return out
