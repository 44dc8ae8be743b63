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
def _pattern(name: str, anchor: str) -> re.Pattern:
    lines = read_lines(f"edges/{name}", strip=False)
    body = "|".join(f"(?:{line})" for line in lines)
    return re.compile({"start": rf"(?:{body})+", "end": rf"(?:{body})$", "any": body}[anchor], re.IGNORECASE)


@lru_cache(maxsize=None)
def _generic(kind: str, lang: str) -> frozenset[str]:
    return frozenset(read_lines(f"edges/{kind}_generic_{lang}.txt"))


@lru_cache(maxsize=None)
def _determiners(lang: str) -> re.Pattern:
    words = "|".join(re.escape(word) for word in read_lines(f"corpus/no_start_{lang}.txt"))
    return re.compile(rf"(?:{words}) +" if lang == "en" else rf"(?:{words})", re.IGNORECASE)


def repair(text: str, start: int, end: int, label: str, lang: str) -> list[tuple[int, int]]:
    """Draw the edges of a span as the guidelines do.

    text (str): the report; start, end (int): the span in it; label, lang (str): its label and the report's language.
    RETURNS (List[Tuple[int, int]]): the edges, changed or not; empty if nothing of the label is left, two where two quoted names
        were taken for one.
    """
    start, end = _trim(text, start, end)
    if start < end and label == OPERATION:
        return _campaigns(text, start, end, lang)
    if start < end and label in (AGENCY, CRIME):
        start, end = _quotes(text, *_whole_quotes(text, start, end))
        while start < end and (match := _determiners(lang).match(text, start, end)):
            start = match.end()
    if start < end and label == CRIME:
        start, end = _category(text, start, end, lang)
    if start < end and label == AGENCY:
        end = _last_head(text, start, end) if lang == "zh" else _without_people(text, start, end)
    if label == CRIME and (join := re.search("以及| as well as ", text[start:end])):
        # Coordinated offences are one span each.
        halves = (start, start + join.start()), (start + join.end(), end)
        return [edges for half in halves if half[0] < half[1] for edges in repair(text, *half, label, lang)]
    start, end = _trim(text, start, end)
    if start >= end or _crosses_sentences(text[start:end], lang) or (label == AGENCY and not _has_head(text[start:end], lang)):
        return []
    return [(start, end)]


@lru_cache(maxsize=None)
def _heads(lang: str) -> re.Pattern:
    lines = read_lines(f"edges/agency_heads_{lang}.txt")
    if lang == "en":
        return re.compile(rf"\b(?i:{'|'.join(map(re.escape, lines))})\b|\b[A-Z]{{3,}}\b")
    return re.compile("|".join(lines))


def _without_people(text: str, start: int, end: int) -> int:
    """Where an English body ends: before the people of it (``traffic police branch police``)."""
    match = re.search(r"(?i)(?:branch|brigade|detachment|squadron|bureau|station|corps|department|organs)( police(?: officers?)?)$", text[start:end])
    return start + match.start(1) if match else end


def office_of(text: str, operation: tuple[int, int], agency: tuple[int, int]) -> tuple[int, int] | None:
    """A campaign's office is one body, the campaign's name in it: ``“Hundred Days Action” Office of the Provincial Department``, “扫黄打非”办公室.

    text (str): the report; operation, agency (Tuple[int, int]): neighbouring spans.
    RETURNS (Tuple[int, int]): the body's edges, or None if the two are no such body.
    """
    between = text[operation[1]:agency[0]]
    if between.strip(_CLOSING + " ") or not re.match(r"(?i)office\b|(?:领导小组)?办公室|办(?!理|案)", text[agency[0]:agency[1]]):
        return None
    quoted = operation[0] and text[operation[0] - 1] in _OPENING and between[:1] and between[0] in _CLOSING
    return operation[0] - bool(quoted), agency[1]


def quoted_category(text: str, name: tuple[int, int], head: tuple[int, int]) -> tuple[int, int] | None:
    """A quoted nickname and the offence directly behind it are one category, quotes and all: “捡钱分钱”诈骗.

    text (str): the report; name, head (Tuple[int, int]): neighbouring CRIME spans.
    RETURNS (Tuple[int, int]): the category's edges, or None if the two are no such category.
    """
    between = text[name[1]:head[0]]
    if name[0] and text[name[0] - 1] in _OPENING and between.strip(" ") and between.strip(" ") in _CLOSING:
        return name[0] - 1, head[1]
    return None


def _last_head(text: str, start: int, end: int) -> int:
    """Where a Chinese body ends: with its last head, and before a title (支队长)."""
    heads = list(_pattern("agency_ends_zh.txt", "any").finditer(text, start, end))
    if not heads:
        return end
    last = heads[-1].end()
    title = re.search(r"(?:总队|支队|大队|中队)(?=(?:总|支|大|中)队$)", text[start:last]) if text[last:last + 1] == "长" else None
    return start + title.end() if title else last


def _has_head(span: str, lang: str) -> bool:
    """A body has a head noun; a place alone is none."""
    return _heads(lang).search(span) is not None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _MARKS:
        start += 1
    while start < end and text[end - 1] in _MARKS:
        end -= 1
    return start, end


def _crosses_sentences(span: str, lang: str) -> bool:
    return re.search(r"[。！？\n]" if lang == "zh" else r"[a-z][.!?][”\"’]? ?[A-Z][a-z]|\n", span) is not None


def _whole_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """A span that takes one quote of a pair in takes both: “捡钱分钱”诈骗, highway “two violations”."""
    if _double(text[start:end]) == 1:
        if start and text[start - 1] in _DOUBLE and text[start] not in _DOUBLE and text[end - 1] not in _DOUBLE:
            return start - 1, end
        if text[end:end + 1] and text[end] in _DOUBLE and text[start] not in _DOUBLE and text[end - 1] not in _DOUBLE:
            return start, end + 1
    return start, end


def _quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """Whole quoted text: quotes outside. No quote alone at an edge."""
    opening, closing = text[start] in _OPENING, text[end - 1] in _CLOSING
    inner = text[start + opening:end - closing]
    if opening and closing and _balanced(inner):
        return start + 1, end - 1
    if opening and not closing and not _double(inner) and not (text[start] == "‘" and "’" in inner):
        return start + 1, end
    if closing and not opening and not _double(inner):
        return start, end - 1
    return start, end


def _campaigns(text: str, start: int, end: int, lang: str) -> list[tuple[int, int]]:
    """The rules for campaigns: the name, with its quotes where the head noun stands directly behind them."""
    if start and text[start - 1] in _OPENING and text[start] not in _OPENING and _double(text[start:end]) == 1:
        start -= 1  # the name's opening quote was missed
    if text[start] in _OPENING and (close := _closing(text, start, end)):
        behind = _head_behind(text, close, lang)
        if _ends_in_noun(text, close + 1, end, lang) and end > (behind or 0):
            behind = end
        name = (start, behind) if behind else (start + 1, close)
        rest = _trim(text, max(behind or 0, close + 1), end)
        names = [name]
        if rest[0] < rest[1] and text[rest[0]] in _OPENING:
            names += _campaigns(text, *rest, lang)
        return [name for name in names if name[0] < name[1]]
    inside = text.find("“", start, end)
    if inside > start and (close := text.find("”", inside, end)) > 0:
        if not _head_behind(text, close, lang) and not _ends_in_noun(text, close + 1, end, lang):
            end = close + 1  # a descriptive name ends with its quoted part
    match = re.search(r"[。！？；，\n]", text[start:end]) if lang == "zh" else re.search(r"\n|[a-z][.!?] [A-Z]", text[start:end])
    if match and not _double(text[start:start + match.start()]) % 2:
        end = start + match.start() + (lang == "en" and match[0][0] != "\n")
    start, end = _quotes(text, start, end)
    if lang == "zh" and start < end and (tail := _pattern("operation_tail_zh.txt", "end").search(text, start, end)) and tail.start() > start:
        end = tail.start()
    start, end = _trim(text, start, end)
    if start >= end or text[start:end].lower() in _generic("operation", lang):
        return []
    if _quoted(text, start, end) and (behind := _head_behind(text, end, lang)):
        return [(start - 1, behind)]
    return [(start, end)]


def _ends_in_noun(text: str, start: int, end: int, lang: str) -> bool:
    """Whether what stands behind the quotes runs on to a head noun (``“Hot Wind” security rectification action``)."""
    rest = text[start:end]
    if not rest.strip() or any(mark in rest for mark in ("。，；！？\n“" if lang == "zh" else ".,;!?\n“\"")):
        return False
    return _pattern(f"operation_ends_{lang}.txt", "end").search(rest) is not None


def _closing(text: str, start: int, end: int) -> int | None:
    """Where the quote that opens at ``start`` closes inside a span."""
    partner = {"“": "”\"", '"': "”\"", "‘": "’", "「": "」", "『": "』"}[text[start]]
    return next((i for i in range(start + 1, end) if text[i] in partner), None)


def _head_behind(text: str, quote: int, lang: str) -> int | None:
    """The end of the head noun that stands directly behind a closing quote, if one does."""
    behind = quote + 1 + (lang == "en" and text[quote + 1:quote + 2] == " ")
    head = _pattern(f"operation_heads_{lang}.txt", "start").match(text, behind)
    if head is None or re.match(r"[a-z]", text[head.end():head.end() + 1]):
        return None
    return head.end()


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
    if text[start:end].lower() in _generic("crime", lang):
        return start, start
    if match := _pattern(f"crime_lead_{lang}.txt", "start").match(text, start, end):
        if match.end() < end:
            start = match.end()
    match = _pattern(f"crime_tail_{lang}.txt", "end").search(text, start, end)
    if match and match.start() > start and text[start:match.start()].lower().strip() not in _generic("crime", lang):
        end = match.start()
    if text[start:end].lower() in _generic("crime", lang):
        return start, start
    return start, end
