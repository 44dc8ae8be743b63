"""Rules about where spans begin and end, on plain text.

Each rule is a sentence of ``corpus/GUIDELINES.md``; the words stand in ``knowledge/edges``.
"""

import re
from functools import lru_cache

from ...knowledge import read_lines
from ...labels import AGENCY, CRIME, OPERATION

#: Machine translation mixes kinds of double quotes (``"thunder”``), so any of them may open and any close.
_OPENING, _CLOSING = '“"「『‘', '”"」』’'
_DOUBLE = '“”"「」『』'
_MARKS = " \u3000\t\n,，。.;；:：!！?？、"


@lru_cache(maxsize=None)
def _pattern(name: str, anchor: str) -> re.Pattern | None:
    lines = read_lines(f"edges/{name}", strip=False)
    body = "|".join(f"(?:{line})" for line in lines)
    return re.compile({"start": rf"(?:{body})+", "end": rf"(?:{body})$"}[anchor], re.IGNORECASE)


@lru_cache(maxsize=None)
def _generic(lang: str) -> frozenset[str]:
    return frozenset(read_lines(f"edges/crime_generic_{lang}.txt"))


@lru_cache(maxsize=None)
def _determiners(lang: str) -> re.Pattern:
    words = "|".join(re.escape(word) for word in read_lines(f"corpus/no_start_{lang}.txt"))
    return re.compile(rf"(?:{words}) +" if lang == "en" else rf"(?:{words})", re.IGNORECASE)


def repair(text: str, start: int, end: int, label: str, lang: str) -> tuple[int, int] | None:
    """Draw the edges of a span as the guidelines do.

    text (str): the report; start, end (int): the span in it; label, lang (str): its label and the report's language.
    RETURNS (Tuple[int, int]): the edges, changed or not; None if nothing of the label is left.
    """
    start, end = _trim(text, start, end)
    if start < end and label in (AGENCY, OPERATION, CRIME):
        start, end = _quotes(text, start, end, label, lang)
    while start < end and (match := _determiners(lang).match(text, start, end)) and label != OPERATION:
        start = match.end()
    if start < end and label == CRIME:
        start, end = _category(text, start, end, lang)
    start, end = _trim(text, start, end)
    if label == AGENCY and not _has_head(text[start:end], lang):
        return None
    return (start, end) if start < end else None


@lru_cache(maxsize=None)
def _heads(lang: str) -> re.Pattern:
    lines = read_lines(f"edges/agency_heads_{lang}.txt")
    if lang == "en":
        return re.compile(rf"\b(?i:{'|'.join(map(re.escape, lines))})\b|\b[A-Z]{{3,}}\b")
    return re.compile("|".join(lines))


def _has_head(span: str, lang: str) -> bool:
    """A body has a head noun; a place alone is none."""
    return _heads(lang).search(span) is not None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _MARKS:
        start += 1
    while start < end and text[end - 1] in _MARKS:
        end -= 1
    return start, end


def _quotes(text: str, start: int, end: int, label: str, lang: str) -> tuple[int, int]:
    """Whole quoted text: quotes outside. Head noun directly behind the quotes: both quotes inside. No quote alone."""
    opening, closing = text[start] in _OPENING, text[end - 1] in _CLOSING
    inner = text[start + opening:end - closing]
    if opening and closing and _balanced(inner):
        start, end = start + 1, end - 1
    elif opening and not closing and not _double(inner) and not (text[start] == "‘" and "’" in inner):
        start += 1
    elif closing and not opening and not _double(inner):
        end -= 1
    if label == OPERATION and _quoted(text, start, end):
        behind = end + 1 + (lang == "en" and text[end + 1:end + 2] == " ")
        head = _pattern(f"operation_heads_{lang}.txt", "start").match(text, behind)
        if head and not re.match(r"[a-z]", text[head.end():head.end() + 1]):
            return start - 1, head.end()
    return start, end


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether a span without quotes stands between two."""
    return 0 < start < end < len(text) and text[start - 1] in _OPENING and text[end] in _CLOSING and not _double(text[start:end])


def _double(text: str) -> int:
    return sum(text.count(quote) for quote in _DOUBLE)


def _balanced(text: str) -> bool:
    """Whether the quotes in a text can be pairs of their own."""
    return _double(text) % 2 == 0 and text.count("‘") <= text.count("’")


def _category(text: str, start: int, end: int, lang: str) -> tuple[int, int]:
    """The category of offence alone: degree words and what follows it left out; generic words are none."""
    if text[start:end].lower() in _generic(lang):
        return start, start
    if match := _pattern(f"crime_lead_{lang}.txt", "start").match(text, start, end):
        if match.end() < end:
            start = match.end()
    match = _pattern(f"crime_tail_{lang}.txt", "end").search(text, start, end)
    if match and match.start() > start and text[start:match.start()].lower().strip() not in _generic(lang):
        end = match.start()
    if text[start:end].lower() in _generic(lang):
        return start, start
    return start, end
