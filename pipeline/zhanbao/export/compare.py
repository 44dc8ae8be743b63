"""Two files of records held against each other: the same reports read twice, a report and its translation, two bureaus.

Reports are paired, then claims by their figures, then what is said of a figure, in terms that do not depend on the language. Nothing here prints.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any, Callable, NamedTuple

from .compare_pairs import Claim, Pairs, align, by_figures, in_order

AGREE, DIFFER, UNKNOWN = "agree", "differ", "unknown"
#: Ways of pairing reports; ``meta:KEY`` is one more.
WAYS = ("auto", "id", "order", "figures")

Record = dict[str, Any]


class Comparison(NamedTuple):
    """What :func:`compare` finds: counts, and one row per difference."""

    summary: dict[str, Any]
    differences: list[dict[str, Any]]


def read_reports(path: Path) -> list[Record]:
    """The records of a JSONL file, with their claims.

    RAISES: OSError if it cannot be read; ValueError, with file and line, for what is not JSON, is no record or has no claims.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise OSError(f"{path}: cannot be read: {error.strerror}; give the records.jsonl that zhanbao extract wrote") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: is not UTF-8; give the records.jsonl that zhanbao extract wrote") from error
    records = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                record = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}:{number}: is not JSON ({error}); give the records.jsonl that zhanbao extract wrote") from error
            complaint = _fault(record)
            if complaint:
                raise ValueError(f"{path}:{number}: {complaint}")
            records.append(record)
    if not records:
        raise ValueError(f"{path}: holds no records; give the records.jsonl that zhanbao extract wrote")
    return records


def _fault(record: Any) -> str | None:
    lacking = [name for name in ("id", "lang", "text", "spans") if name not in record] if isinstance(record, dict) else ["fields"]
    if lacking:
        return f"is no record, it has no {' and no '.join(map(repr, lacking))}; give the records.jsonl that zhanbao extract wrote"
    if not isinstance(record.get("claims"), list):
        return f"the report {record['id']!r} has no 'claims'; read it again with zhanbao extract and a pipeline that has zhanbao_claims"
    try:
        hash(record["id"])
        claims_of(record)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return f"spans and claims of the report {record['id']!r} are not as records have them ({error!r}); read it again with zhanbao extract"
    return None


def claims_of(record: Record) -> list[Claim]:
    """The claims of a record in text order, the spans that they refer to joined in.

    RETURNS (list): of dicts with the figure's place, what :data:`FIELDS` compare, ``amount`` (value, low and high, None where none is known) and
        ``key``, equal for equal figures: unit and amount, or the words where there is no amount.
    """
    spans = {span["id"]: span for span in record["spans"]}

    def body(id: str | None, *names: str) -> dict[str, Any] | None:
        return None if id is None else {"text": spans[id]["text"], **{name: spans[id].get(name) for name in names}}

    out = []
    for claim in record["claims"]:
        figure, change = spans[claim["quantity"]], claim.get("change")
        value = {name: figure.get(name) for name in ("value", "low", "high")}
        amount = tuple(None if number is None else float(f"{number:.12g}") for number in value.values())
        known = any(number is not None for number in amount)
        crimes = [body(id, "crime", "iccs") for id in claim.get("crimes") or []]
        out.append({
            "figure": {name: figure[name] for name in ("start", "end", "text")},
            "key": json.dumps([figure.get("unit"), *(amount if known else [figure["text"]])]), "amount": amount if known else None,
            "value": value if known else None, "unit": figure.get("unit"), "bound": figure.get("bound"), "measure": claim.get("measure"),
            "crimes": [{**crime, "iccs": crime["iccs"][0] if crime["iccs"] else None} for crime in crimes],
            "agency": body(claim.get("agency"), "level", "place"), "operation": body(claim.get("operation"), "operation"),
            "change": {name: change.get(name) for name in ("direction", "base")} if change else None,
            **{name: dict(claim[name]) if claim.get(name) else None for name in WORDS},
        })
    return sorted(out, key=lambda claim: claim["figure"]["start"])


def _settled(a: Any, b: Any, same_words: bool) -> str:
    """Normal forms. What neither side settles is the same only where the words are."""
    if a is None or b is None:
        return AGREE if a is b and same_words else UNKNOWN
    return AGREE if a == b else DIFFER


def _of_figure(name: str) -> Callable[[Claim, Claim], str]:
    return lambda a, b: _settled(a[name], b[name], a["figure"]["text"] == b["figure"]["text"])


def _of_body(name: str, *forms: str) -> Callable[[Claim, Claim], str]:
    def judge(a: Claim, b: Claim) -> str:
        a, b = a[name], b[name]
        if a is None or b is None:  # no agency, no campaign: that is read, not unknown
            return AGREE if a is b else DIFFER
        # A national body serves no division, which settles its place.
        sides = [{**side, "place": "national"} if side.get("level") == "national" else side for side in (a, b)]
        parts = [_settled(sides[0][form], sides[1][form], a["text"] == b["text"]) for form in forms]
        return next((verdict for verdict in (DIFFER, UNKNOWN) if verdict in parts), AGREE)

    return judge


def _of_crimes(a: Claim, b: Claim) -> str:
    a, b = a["crimes"], b["crimes"]
    if not a or not b:  # of no offence: that is read, not unknown
        return AGREE if a == b else DIFFER
    sets = [[{crime[name] for crime in side} for side in (a, b)] for name in ("iccs", "crime", "text")]
    either = [{crime["iccs"] or crime["crime"] for crime in side} for side in (a, b)]
    if either[0] == either[1] and None not in either[0]:
        return AGREE
    for ours, theirs in sets[:2]:
        if None not in ours | theirs:
            return AGREE if ours == theirs else DIFFER
    return AGREE if sets[2][0] == sets[2][1] else UNKNOWN


def _of_words(name: str) -> Callable[[Claim, Claim], str]:
    def judge(a: Claim, b: Claim) -> str:
        a, b = a[name], b[name]
        if a is None or b is None:
            return AGREE if a is b else DIFFER
        return AGREE if a["start"] < b["end"] and b["start"] < a["end"] else DIFFER

    return judge


#: Fields that are held against each other by their places, where both records have the same text.
WORDS = ("counted", "action", "period")
#: Of each field, whether two claims agree in it, differ, or leave it unknown because a normal form is null.
FIELDS: dict[str, Callable[[Claim, Claim], str]] = {
    "value": _of_figure("amount"), "unit": _of_figure("unit"), "bound": _of_figure("bound"), "measure": _of_figure("measure"), "crimes": _of_crimes,
    "agency": _of_body("agency", "level", "place"), "operation": _of_body("operation", "operation"),
    "change": lambda a, b: AGREE if a["change"] == b["change"] else DIFFER, **{name: _of_words(name) for name in WORDS},
}


def pair_reports(a: list[Record], b: list[Record], by: str = "auto") -> tuple[str, Pairs]:
    """Pair the reports of two files, one to one.

    by (str): ``id``; ``meta:KEY``, the same value under this key of the metadata; ``order``; ``figures``, those that share most of
        their figures first; or ``auto``: id where an id stands in both files, else the two reports if there is one in each, else figures.
    RETURNS (tuple): the way taken, and pairs of positions in the order of ``a``. Reports that share a key are paired in their order.
    RAISES: ValueError for another way, or a key that no report of a file has.
    """
    if by == "auto":
        common = {record["id"] for record in a} & {record["id"] for record in b}
        by = "id" if common else "order" if len(a) == len(b) == 1 else "figures"
    if by == "figures":
        bags = [[Counter(claim["key"] for claim in claims_of(record) if claim["amount"]) for record in side] for side in (a, b)]
        return by, by_figures(*bags)
    if by == "order":
        return by, [(number, number) for number in range(min(len(a), len(b)))]
    if by == "id":
        return by, in_order([record["id"] for record in a], [record["id"] for record in b])
    name = by[len("meta:"):] if by.startswith("meta:") else ""
    if not name:
        raise ValueError(f"--by {by}: reports are paired by {', '.join(WAYS)} or meta:KEY (meta:url, say)")
    keys = [[_meta(record, name) for record in side] for side in (a, b)]
    for side, found in zip("AB", keys):
        if not any(found):
            raise ValueError(f"--by {by}: no report of the file {side} has {name!r} under 'meta'; choose another key, or --by figures")
    return by, in_order(*keys)


def _meta(record: Record, name: str) -> str | None:
    value = (record.get("meta") or {}).get(name)
    return None if value in (None, "") else json.dumps(value, sort_keys=True)


def compare(a: list[Record], b: list[Record], by: str = "auto") -> Comparison:
    """Compare two files of records, report by report and claim by claim.

    by (str): how reports are paired, see :func:`pair_reports`.
    RETURNS (Comparison): ``summary`` has ``by``, ``reports`` (paired, ids without partner), ``claims`` (aligned, of these with another value, on
        one side only, in reports without partner), ``differences`` (rows by kind) and ``fields``: of each, ``compared`` is ``agree`` and what
        differs, ``share`` is agree of compared, ``unknown`` is not in it, and ``empty`` are those of agree where neither side has anything.
        ``differences`` has a row for each field of aligned claims that differs (``value``, ``field``) or is not known (``unknown``), each claim
        of one side (``only-a``, ``only-b``) and each report without partner (``report-only-a``, ``report-only-b``).
    RAISES: ValueError where reports cannot be paired so.
    """
    by, pairs = pair_reports(a, b, by)
    rows: list[dict[str, Any]] = []
    claims: Counter[str] = Counter()
    verdicts: dict[str, Counter[str]] = {name: Counter() for name in FIELDS}
    for i, j in pairs:
        same_text = (a[i]["lang"], a[i]["text"]) == (b[j]["lang"], b[j]["text"])
        ours, theirs = claims_of(a[i]), claims_of(b[j])
        partners = align(ours, theirs, same_text)
        for m, n in partners:
            claims["aligned"] += 1
            for name, judge in FIELDS.items():
                if name in WORDS and not same_text:
                    continue
                verdict = judge(ours[m], theirs[n])
                verdicts[name][verdict] += 1
                verdicts[name]["empty"] += verdict == AGREE and not ours[m][name] and not theirs[n][name]
                if verdict != AGREE:
                    kind = "unknown" if verdict == UNKNOWN else "value" if name == "value" else "field"
                    claims["value_differs"] += kind == "value"
                    rows.append(_row(kind, a[i], b[j], name, ours[m], theirs[n]))
        for kind, side, taken in (("only-a", ours, {m for m, _ in partners}), ("only-b", theirs, {n for _, n in partners})):
            alone = [claim for n, claim in enumerate(side) if n not in taken]
            claims[kind] += len(alone)
            rows += [_row(kind, a[i], b[j], None, *((claim, None) if kind == "only-a" else (None, claim))) for claim in alone]
    lonely = [[record for n, record in enumerate(side) if n not in taken] for side, taken in zip((a, b), list(zip(*pairs)) or [(), ()])]
    rows += [_row("report-only-a", record, None) for record in lonely[0]] + [_row("report-only-b", None, record) for record in lonely[1]]
    summary = {
        "by": by,
        "reports": {
            "a": len(a), "b": len(b), "paired": len(pairs), "pairs": [[a[i]["id"], b[j]["id"]] for i, j in pairs],
            "only_a": [record["id"] for record in lonely[0]], "only_b": [record["id"] for record in lonely[1]],
        },
        "claims": {
            **{name.replace("-", "_"): claims[name] for name in ("aligned", "value_differs", "only-a", "only-b")},
            **{f"unpaired_{side}": sum(len(record["claims"]) for record in records) for side, records in zip("ab", lonely)},
        },
        "fields": {name: _shares(counts) for name, counts in verdicts.items()},
        "differences": dict(sorted(Counter(row["kind"] for row in rows).items())),
    }
    return Comparison(summary, rows)


def _shares(counts: Counter[str]) -> dict[str, Any]:
    compared = counts[AGREE] + counts[DIFFER]
    share = round(counts[AGREE] / compared, 4) if compared else None
    return {"compared": compared, "agree": counts[AGREE], "share": share, "unknown": counts[UNKNOWN], "empty": counts["empty"]}


def _row(
    kind: str, a: Record | None, b: Record | None, field: str | None = None, ours: Claim | None = None, theirs: Claim | None = None
) -> dict[str, Any]:
    def content(record: Record | None, claim: Claim | None) -> Any:
        if kind.startswith("report"):
            return {"lang": record["lang"], "claims": len(record["claims"])} if record else None
        return claim and (claim[field] if field else {name: claim[name] for name in FIELDS})

    return {
        "report_a": a and a["id"], "report_b": b and b["id"], "kind": kind, "field": field, "a": content(a, ours), "b": content(b, theirs),
        "figure_a": ours and ours["figure"], "figure_b": theirs and theirs["figure"],
    }


def totals(a: list[Record], b: list[Record]) -> list[dict[str, Any]]:
    """Two sets of reports as wholes, without pairing: what each claims of what, row by row.

    A row is a measure, offences (main ICCS codes, else our identifiers, else the words), an operation (identifier, else the words), a unit and
    the direction of a change; ``-`` stands for none. A claim of several offences stands once, under all of them. The figures of a side are not
    added up: a report says the same figure several times, in the headline, in the lead and in the text, and a sum would count it each time.
    What is given is the largest one, with its place.

    RETURNS (list): of dicts with ``measure``, ``offence``, ``operation``, ``unit``, ``change``, and for each side ``claims_a``, ``largest_a``
        (of a range its upper end; None where no figure has a value), ``report_a`` and ``figure_a``.
    """
    names = ("measure", "offence", "operation", "unit", "change")
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for side, records in (("a", a), ("b", b)):
        for record in records:
            for claim in claims_of(record):
                operation = claim["operation"] or {}
                key = (
                    claim["measure"] or "-", ";".join(sorted({crime["iccs"] or crime["crime"] or crime["text"] for crime in claim["crimes"]})) or "-",
                    operation.get("operation") or operation.get("text") or "-", claim["unit"] or "-", (claim["change"] or {}).get("direction") or "-",
                )
                empty = {f"{name}_{end}": 0 if name == "claims" else None for end in "ab" for name in ("claims", "largest", "report", "figure")}
                row = rows.setdefault(key, {**dict(zip(names, key)), **empty})
                row[f"claims_{side}"] += 1
                largest = max((number for number in (claim["value"] or {}).values() if number is not None), default=None)
                if largest is not None and (row[f"largest_{side}"] is None or largest > row[f"largest_{side}"]):
                    row.update({f"largest_{side}": largest, f"report_{side}": record["id"], f"figure_{side}": claim["figure"]})
    return [rows[key] for key in sorted(rows)]
