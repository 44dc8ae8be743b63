"""Scores of claims, counted as the project's report script counts them.

Claims are matched by their figure's exact span. A reference is right when the place referred to overlaps gold's, or says the same words,
or both are empty; a claim is *whole* when agency, operation, crimes, counted and change all are right.
"""

from collections import Counter
from typing import Any, Iterable, Iterator, Sequence

from spacy.tokens import Doc
from spacy.training import Example

from ...corpus.docs import CLAIMS, place_key
from ...labels import AGENCY, CRIME, OPERATION

FIELDS = ("agency", "operation", "crimes", "counted", "action", "period", "change", "measure")
WHOLE = ("agency", "operation", "crimes", "counted", "change")
_LABELS = {"agency": AGENCY, "operation": OPERATION, "crimes": CRIME}


def judged(example: Example) -> Iterator[tuple[dict[str, Any], dict[str, bool]]]:
    """The predicted claims whose figures are annotated, and which of their fields are right."""
    mine = {tuple(claim["quantity"]): claim for claim in example.predicted.user_data.get(CLAIMS, [])}
    for claim in example.reference.user_data.get(CLAIMS, []):
        given = mine.get(tuple(claim["quantity"]))
        if given is not None:
            yield given, {name: is_right(name, claim, given, example.reference, example.predicted) for name in FIELDS}


def count_claims(example: Example) -> Counter:
    """Counts of one report, which add up over reports: ``gold``, ``predicted``, ``found`` (same figure), ``whole``, and right ones by field."""
    gold, mine = (doc.user_data.get(CLAIMS, []) for doc in (example.reference, example.predicted))
    counts: Counter = Counter(gold=len(gold), predicted=len(mine))
    for _, fields in judged(example):
        counts.update(name for name, good in fields.items() if good)
        counts.update(found=1, whole=all(fields[name] for name in WHOLE))
    return counts


def figures_of(counts: Counter) -> dict[str, Any]:
    """Scores of summed counts.

    RETURNS (Dict[str, Any]): ``claims_whole_p``, ``claims_whole_r``, ``claims_whole_f``, ``claims_found_f``, ``claims_{field}_acc``; None without
        gold claims.
    """
    gold, predicted, found = counts["gold"], counts["predicted"], counts["found"]

    def f(hits: int) -> tuple[float, float, float]:
        p, r = hits / predicted if predicted else 0.0, hits / gold if gold else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0

    p, r, whole_f = f(counts["whole"])
    out: dict[str, Any] = {"claims_whole_p": p, "claims_whole_r": r, "claims_whole_f": whole_f, "claims_found_f": f(found)[2]}
    out.update({f"claims_{name}_acc": counts[name] / found if found else None for name in FIELDS})
    return out if gold else dict.fromkeys(out)


def score_claims(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Precision, recall and F of whole claims, and the share of right values by field among claims whose figure was found.

    RETURNS (Dict[str, Any]): as :func:`figures_of`.
    """
    return figures_of(sum(map(count_claims, examples), Counter()))


def is_right(field: str, gold: dict[str, Any], given: dict[str, Any], reference: Doc, predicted: Doc) -> bool:
    """Whether a field of a claim says what gold says."""
    wanted, found = gold.get(field), given.get(field)
    if field in ("change", "measure"):
        return (wanted or None) == (found or None)
    if field == "crimes":
        if not wanted or not found:
            return not wanted and not found
        hits = all(any(_same(field, w, f, reference, predicted) for f in found) for w in wanted)
        return hits and all(any(_same(field, w, f, reference, predicted) for w in wanted) for f in found)
    if not wanted or not found:
        return not wanted and not found
    return _same(field, wanted, found, reference, predicted)


def _same(field: str, a: Sequence[int], b: Sequence[int], reference: Doc, predicted: Doc) -> bool:
    if a[0] < b[1] and b[0] < a[1]:
        return True
    if field not in _LABELS:
        return False
    text = reference.text
    if text[a[0]:a[1]].casefold() == text[b[0]:b[1]].casefold():
        return True
    gold = reference.user_data.get(place_key(_LABELS[field], *a), {})
    mine = predicted.user_data.get(place_key(_LABELS[field], *b), {})
    if field == "operation":
        return bool(gold.get("operation")) and gold["operation"] == mine.get("operation")
    if field == "agency":
        return bool(gold.get("place") and gold.get("level")) and (gold["place"], gold["level"]) == (mine.get("place"), mine.get("level"))
    return False
