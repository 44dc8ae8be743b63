"""Records as rows of flat tables. What tables and columns there are, their types and keys, stands in ``tables.json``, a Data Package descriptor."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Iterator

_FORM = ("value", "low", "high", "bound", "unit")
_DESCRIPTOR = Path(__file__).with_name("tables.json")


@lru_cache(maxsize=1)
def descriptor() -> dict[str, Any]:
    """The Data Package descriptor of the tables, without the files' paths (https://datapackage.org, version 1). Not to be changed."""
    return json.loads(_DESCRIPTOR.read_text(encoding="utf8"))


@lru_cache(maxsize=1)
def columns() -> dict[str, dict[str, str]]:
    """Of each table, the columns in order, and their types: ``string``, ``integer`` or ``number``."""
    return {
        table["name"]: {field["name"]: field["type"] for field in table["schema"]["fields"]} for table in descriptor()["resources"]
    }


def rows_of(table: str, record: dict[str, Any]) -> list[list[Any]]:
    """The rows of a record in a table, cells in the order of :func:`columns`; None where nothing is known.

    table (str): ``reports``, ``spans``, ``claims`` or ``claim_crimes``. record (dict): as :func:`zhanbao.export.records.record_of` makes it.
    """
    names = columns()[table]
    return [[_cell(row.get(name)) for name in names] for row in _ROWS[table](record)]


def _report(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    meta = record["meta"]
    known = {name: meta[name] if isinstance(meta.get(name), str) else None for name in ("title", "url", "date", "publisher")}
    yield {
        "report": record["id"], "lang": record["lang"], "model": record["model"], "characters": len(record["text"]), "spans": len(record["spans"]),
        "claims": len(record["claims"]) if "claims" in record else None, **known, "meta": json.dumps(meta, ensure_ascii=False, default=str),
    }


def _spans(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for span in record["spans"]:
        yield {**span, "report": record["id"], "span": span["id"]}


def _claims(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    spans = {span["id"]: span for span in record["spans"]}
    for claim in record.get("claims", []):
        figure, agency, operation = (spans.get(claim[name]) or {} for name in ("quantity", "agency", "operation"))
        crimes = [spans[id] for id in claim["crimes"]]
        change = claim["change"] or {}
        row = {
            "report": record["id"], "figure": claim["quantity"], **{name: figure.get(name) for name in ("start", "end", "text", *_FORM)},
            "measure": claim["measure"], "confidence": claim.get("confidence"), "flags": claim.get("flags"),
            "crimes": [crime["text"] for crime in crimes], "crime": [crime["crime"] for crime in crimes if crime.get("crime")],
            "iccs": [crime["iccs"][0] for crime in crimes if crime.get("iccs")], "crime_spans": claim["crimes"],
            "agency": agency.get("text"), **{name: agency.get(name) for name in ("level", "kind", "place")}, "agency_span": claim["agency"],
            "operation": operation.get("text"), "operation_id": operation.get("operation"), "year": operation.get("year"),
            "operation_span": claim["operation"], "change": change.get("direction"), "base": change.get("base"),
        }
        for name in ("counted", "action", "period"):
            words = claim[name] or {}
            row.update({name: words.get("text"), f"{name}_start": words.get("start"), f"{name}_end": words.get("end")})
        yield row


def _claim_crimes(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    spans = {span["id"]: span for span in record["spans"]}
    for claim in record.get("claims", []):
        for id in claim["crimes"]:
            codes = spans[id].get("iccs")
            yield {
                "report": record["id"], "figure": claim["quantity"], "span": id, "crime": spans[id].get("crime"), "iccs": codes[0] if codes else None,
            }


_ROWS: dict[str, Callable[[dict[str, Any]], Iterator[dict[str, Any]]]] = {
    "reports": _report, "spans": _spans, "claims": _claims, "claim_crimes": _claim_crimes,
}


def _cell(value: Any) -> Any:
    return (";".join(value) or None) if isinstance(value, (list, tuple)) else value
