"""Claim lines of the corpus markup: from words to offsets and back.

A resolved claim is plain data::

    {"quantity": (start, end), "counted": (start, end) | None, "measure": str | None, "action": (start, end) | None,
     "crimes": [(start, end), …], "agency": (start, end) | None, "operation": (start, end) | None,
     "period": (start, end) | None, "change": {"direction": "up", "base": "year"} | None}
"""

import re
from dataclasses import dataclass
from typing import Any, Callable, Iterable

from ..labels import AGENCY, BASES, CRIME, DIRECTIONS, MEASURES, OPERATION, QUANTITY

#: Fields in the order in which they are written.
FIELDS = ("action", "counted", "measure", "crimes", "agency", "operation", "period", "change")
_LABEL_OF = {"crimes": CRIME, "agency": AGENCY, "operation": OPERATION}
_WORDS = ("action", "counted", "period")
_ORDINAL = re.compile(r"(?<!\\)@(\d+)$")


@dataclass
class ClaimLine:
    """A claim as it is written: the figure's text, and texts by field."""

    figure: str
    fields: dict[str, str]


def parse_claim(raw: str) -> ClaimLine:
    """Take a claim line (``> FIGURE | field=value …``) apart.

    RAISES: ValueError on an unknown or repeated field, or a value that cannot be.
    """
    if not raw.startswith("> "):
        raise ValueError("a claim line begins with '> '")
    figure, *rest = re.split(r"\s+\|(?:\s+|$)", raw[2:].rstrip())
    fields: dict[str, str] = {}
    for part in filter(None, rest):
        key, equals, value = part.partition("=")
        key = key.strip()
        if not equals or key not in FIELDS:
            raise ValueError(f"unknown claim field {part!r}; fields are {', '.join(FIELDS)}")
        if key in fields:
            raise ValueError(f"the field '{key}' stands twice")
        if not value:
            raise ValueError(f"the field '{key}' has no value; leave a field out that is null")
        fields[key] = value
    if "measure" in fields and fields["measure"] not in MEASURES:
        raise ValueError(f"unknown measure {fields['measure']!r}; measures are {', '.join(MEASURES)}")
    if "change" in fields:
        direction, _, base = fields["change"].partition("/")
        if direction not in DIRECTIONS or (base and base not in BASES):
            raise ValueError(f"unknown change {fields['change']!r}; it is up or down, with /year or /month where that is said")
    return ClaimLine(_unescape(figure), fields)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def resolve(report: Any, lines: Iterable[tuple[ClaimLine, int]], complain: Callable[[int, str], None]) -> list[dict[str, Any]]:
    """Find the words of claim lines in a report.

    report: a ``markup.Report`` with text, spans and sentences.
    lines: claim lines with their line numbers.
    complain: is called with a line number and a message for each thing that is not found.
    RETURNS: one resolved claim per figure that has one, in text order.
    """
    figures = [span for span in report.spans if span.label == QUANTITY]
    claims, taken = [], 0
    for line, number in lines:
        # A claim line belongs to the sentence directly above it.
        sentence = max((s for s in report.sentences if s.line < number), key=lambda s: s.line, default=None)
        figure = figures[taken] if taken < len(figures) else None
        if figure is None or figure.line > number or figure.text != line.figure or sentence is None or figure.line != sentence.line:
            expected = f"the next figure is {figure.text!r} in line {figure.line}" if figure else "there is no figure left"
            complain(number, f"claim about {line.figure!r}, but {expected}; every QUANTITY has one claim line, below its sentence, in order")
            match = next((i for i, s in enumerate(figures) if sentence and s.line == sentence.line and s.text == line.figure), None)
            if match is None:
                continue
            taken, figure = match, figures[match]
        taken += 1
        claims.append(_resolve_one(report, figure, line, number, complain))
    with_claim = {claim["quantity"] for claim in claims}
    for figure in figures:
        if (figure.start, figure.end) not in with_claim:
            complain(figure.line, f"the figure {figure.text!r} has no claim line")
    return claims


def _resolve_one(report, figure, line: ClaimLine, number: int, complain) -> dict[str, Any]:
    claim: dict[str, Any] = {"quantity": (figure.start, figure.end)}
    for name in FIELDS:
        value = line.fields.get(name)
        if name == "measure":
            claim[name] = value
        elif name == "change":
            direction, _, base = (value or "").partition("/")
            claim[name] = {"direction": direction, "base": base or None} if value else None
        else:
            found = []
            for text in re.split(r"(?<!\\) \+ ", value) if value and name == "crimes" else [value] if value else []:
                place = _find(report, figure, text, _LABEL_OF.get(name))
                if place is None:
                    what = f"no {_LABEL_OF[name]} span" if name in _LABEL_OF else "no words"
                    complain(number, f"{name}={text}: {what} of this text in the figure's sentence or before it")
                else:
                    found.append(place)
            claim[name] = found if name == "crimes" else (found[0] if found else None)
    return claim


def _candidates(report, text: str, label: str | None) -> list[tuple[int, int]]:
    if label:
        return [(s.start, s.end) for s in report.spans if s.label == label and s.text == text]
    words = re.escape(text)
    if report.lang == "en":  # whole words, unless the words stand run together
        whole = [m.span(1) for m in re.finditer(rf"(?<![^\W\d_])(?=({words}))(?!{words}[^\W\d_])", report.text)]
        if whole:
            return whole
    return [m.span(1) for m in re.finditer(f"(?=({words}))", report.text)]


def _find(report, figure, text: str, label: str | None) -> tuple[int, int] | None:
    """The place that a text means: nearest in the figure's sentence, else the last one before it."""
    ordinal = _ORDINAL.search(text)
    wanted = _unescape(_ORDINAL.sub("", text))
    if not wanted:
        return None
    sentences = [s for s in report.sentences if s.start <= figure.start]
    for sentence in reversed(sentences):
        places = [p for p in _candidates(report, wanted, label) if sentence.start <= p[0] and p[1] <= sentence.end]
        if not label:
            places = [p for p in places if p[1] <= figure.start or p[0] >= figure.end]
        if ordinal and places:
            index = int(ordinal[1]) - 1
            return places[index] if 0 <= index < len(places) else None
        if places and sentence is sentences[-1]:
            return min(places, key=lambda p: (_distance(p, figure), p[0]))
        if places:
            return places[-1]
    return None


def _distance(place: tuple[int, int], figure) -> int:
    return figure.start - place[1] if place[1] <= figure.start else max(0, place[0] - figure.end)


def format_claim(report: Any, claim: dict[str, Any]) -> str:
    """Write a resolved claim as a claim line from which :func:`resolve` finds the same places."""
    start, end = claim["quantity"]
    figure = next(s for s in report.spans if (s.start, s.end) == (start, end))
    parts = [f"> {_escape(report.text[start:end])}"]
    for name in FIELDS:
        value = claim.get(name)
        if not value:
            continue
        if name == "measure":
            parts.append(f"measure={value}")
        elif name == "change":
            parts.append(f"change={value['direction']}" + (f"/{value['base']}" if value["base"] else ""))
        else:
            places = value if name == "crimes" else [value]
            label = _LABEL_OF.get(name)
            parts.append(f"{name}=" + " + ".join(_name(report, figure, tuple(place), label) for place in places))
    return " | ".join(parts)


def _escape(text: str) -> str:
    return re.sub(r"[\\|]|(?<= )\+(?= )|@(?=\d+$)", r"\\\g<0>", text)


def _name(report, figure, place: tuple[int, int], label: str | None) -> str:
    """The shortest writing of a place that finds it again."""
    text = _escape(report.text[place[0]:place[1]])
    if _find(report, figure, text, label) == place:
        return text
    for ordinal in range(1, 100):
        if _find(report, figure, f"{text}@{ordinal}", label) == place:
            return f"{text}@{ordinal}"
    raise ValueError(
        f"report '{report.id}': the claim of the figure at {figure.start} refers to {report.text[place[0]:place[1]]!r} at "
        f"{place[0]}, which the markup cannot name (it stands after the figure, or is hidden by a nearer one)"
    )
