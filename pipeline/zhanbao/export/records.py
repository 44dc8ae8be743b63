"""Docs as records: the project's output contract, one JSON object per report."""

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
        # How sure the pipeline is, and what to check; annotated claims have none.
        **{name: claim[name] for name in ("confidence", "flags") if name in claim},
    }


def identity_of(doc: Doc, default_id: str) -> tuple[str, dict[str, Any]]:
    """A report's own id and metadata, as its Doc carries them.

    RETURNS: those of an annotated report, else the default and nothing.
    """
    known = doc.user_data.get(REPORT, {})
    return str(known.get("id", default_id)), dict(known.get("meta", {}))
