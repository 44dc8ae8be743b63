"""Docs as records: the project's output contract (one JSON object per report, and flat tables made from it)."""

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from ..corpus.docs import CLAIMS, REPORT, SOURCE, span_key
from ..labels import AGENCY, CRIME, OPERATION, QUANTITY

#: Normal forms by label, in the order of the record contract.
FORMS = {
    QUANTITY: ("value", "low", "high", "bound", "unit", "classifier"),
    AGENCY: ("level", "kind", "place"),
    CRIME: ("crime", "iccs"),
    OPERATION: ("operation", "year"),
}
#: Columns of ``spans.csv``: where a span stands, what it is, what made it, its normal form (codes of a list joined by ``;``).
SPAN_COLUMNS = ("report", "span", "label", "start", "end", "text", "source", *(field for fields in FORMS.values() for field in fields))


#: Columns of ``claims.csv``: the figure with its place and value, then everything it is joined with, ids resolved (several offences joined by ``;``).
CLAIM_COLUMNS = (
    "report", "figure", "start", "end", "text", "value", "low", "high", "bound", "unit", "measure", "counted", "action", "crimes", "crime", "iccs",
    "agency", "level", "kind", "place", "operation", "operation_id", "year", "period", "change", "base", "confidence",
)


def model_name(nlp: Language) -> str:
    """Name and version of a pipeline, as records give it (``en_zhanbao_sm 0.2.0``)."""
    meta = nlp.meta
    return f"{meta.get('lang', nlp.lang)}_{meta.get('name', 'pipeline')} {meta.get('version', '0.0.0')}"


def record_of(doc: Doc, *, id: str, lang: str, model: str, meta: dict[str, Any] | None = None) -> dict[str, Any]:
    """The record of a report.

    doc (Doc): spans are its ``doc.ents``; a span's further fields are taken from ``doc.user_data``.
    id (str): unique in one run.
    lang (str): ``en`` or ``zh``.
    model (str): name and version of the pipeline that read it.
    meta (dict): what came with the report, untouched.
    RETURNS (dict): a record; offsets are code points of its ``text``, end exclusive. ``claims`` is there only where the
        Doc has claims (annotated reports do, and those that ``zhanbao_claims`` read).
    """
    text = doc.text
    spans, ids = [], {}
    for number, ent in enumerate(doc.ents):
        ids[ent.start_char, ent.end_char] = f"s{number}"
        spans.append(_span(ent, f"s{number}", doc.user_data.get(span_key(ent), {})))
    record = {"id": id, "lang": lang, "model": model, "text": text, "meta": dict(meta or {}), "spans": spans}
    if CLAIMS in doc.user_data:
        record["claims"] = [_claim(claim, text, ids) for claim in doc.user_data[CLAIMS]]
    return record


def _span(ent: Span, number: str, fields: dict[str, Any]) -> dict[str, Any]:
    out = {"id": number, "label": ent.label_, "start": ent.start_char, "end": ent.end_char, "text": ent.text, "source": "model"}
    # The contract's fields first and in its order; a pipeline without normal forms gives none.
    out.update({name: fields[name] for name in (SOURCE, *FORMS.get(ent.label_, ())) if name in fields})
    return {**out, **fields}


def _claim(claim: dict[str, Any], text: str, ids: dict[tuple[int, int], str]) -> dict[str, Any]:
    def words(place):
        return {"start": place[0], "end": place[1], "text": text[place[0]:place[1]]} if place else None

    def reference(place):
        return ids[tuple(place)] if place else None

    return {
        "quantity": reference(claim["quantity"]),
        "counted": words(claim["counted"]),
        "measure": claim["measure"],
        "action": words(claim["action"]),
        "crimes": [reference(place) for place in claim["crimes"]],
        "agency": reference(claim["agency"]),
        "operation": reference(claim["operation"]),
        "period": words(claim["period"]),
        "change": dict(claim["change"]) if claim["change"] else None,
        # How sure the pipeline is; annotated claims have none.
        **({"confidence": claim["confidence"]} if "confidence" in claim else {}),
    }


def span_rows(record: dict[str, Any]) -> list[list[Any]]:
    """Rows of ``spans.csv`` for one record, in the order of :data:`SPAN_COLUMNS`."""
    return [[record["id"], s["id"], *(_cell(s.get(column)) for column in SPAN_COLUMNS[2:])] for s in record["spans"]]


def claim_rows(record: dict[str, Any]) -> list[list[Any]]:
    """Rows of ``claims.csv`` for one record, in the order of :data:`CLAIM_COLUMNS`; none without claims."""
    spans = {span["id"]: span for span in record["spans"]}
    return [_claim_row(record["id"], claim, spans) for claim in record.get("claims", [])]


def _claim_row(report: str, claim: dict[str, Any], spans: dict[str, dict[str, Any]]) -> list[Any]:
    figure, agency, operation = (spans.get(claim[name]) or {} for name in ("quantity", "agency", "operation"))
    crimes = [spans[id] for id in claim["crimes"]]
    change = claim["change"] or {}
    codes = [crime["iccs"][0] for crime in crimes if crime.get("iccs")]
    return [
        report, claim["quantity"], *(figure.get(name) for name in ("start", "end", "text", "value", "low", "high", "bound", "unit")),
        claim["measure"], *((claim[name] or {}).get("text") for name in ("counted", "action")),
        ";".join(crime["text"] for crime in crimes), ";".join(crime["crime"] for crime in crimes if crime.get("crime")), ";".join(codes),
        *(agency.get(name) for name in ("text", "level", "kind", "place")), *(operation.get(name) for name in ("text", "operation", "year")),
        (claim["period"] or {}).get("text"), change.get("direction"), change.get("base"), claim.get("confidence"),
    ]


def _cell(value: Any) -> Any:
    return ";".join(value) if isinstance(value, (list, tuple)) else value


def identity_of(doc: Doc, default_id: str) -> tuple[str, dict[str, Any]]:
    """A report's own id and metadata, as its Doc carries them.

    RETURNS: those of an annotated report, else the default and nothing.
    """
    known = doc.user_data.get(REPORT, {})
    return str(known.get("id", default_id)), dict(known.get("meta", {}))
