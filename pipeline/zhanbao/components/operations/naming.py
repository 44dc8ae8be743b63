"""The identifier and year of a campaign.

A campaign of ``knowledge/operations/operations.csv`` has the table's identifier; any other gets one made from its own name without quotes,
year, rank (`special`, 专项) and head noun (`action`, 行动), so that its mentions in a report agree.
"""

import re
from typing import NamedTuple

from ...knowledge import read_lines
from ..cues import table, words_of

TABLE = "operations/operations.csv"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_FRONT_HEAD = re.compile(r"\W*operation\s+(.+)", re.I | re.S)
_QUOTES = re.compile(r"[\s“”\"'‘’「」『』·—\-]+")


class Operation(NamedTuple):
    """``operation``: identifier; ``year``: where the name gives it; ``known``: whether the table has it."""

    operation: str
    year: int | None
    known: bool


def name_operation(text: str, lang: str) -> Operation | None:
    """The identifier of a campaign.

    text (str): an OPERATION span.
    lang (str): ``en`` or ``zh``.
    RETURNS (Operation | None): None where nothing is left of the name.
    """
    found = _YEAR.search(text)
    year = int(found[1]) if found else None
    row = table(TABLE).find(_without_front_head(text) if lang == "en" else text, lang)
    if row:
        return Operation(row["operation"], year, True)
    name = _own_name(text, lang)
    return Operation(name, year, False) if name else None


def _without_front_head(text: str) -> str:
    """`Operation Winter Nights` is a name of its own and no `winter operation`: a head in front of several words is not looked up with them."""
    found = _FRONT_HEAD.match(text)
    return found[1] if found and len(words_of(found[1])) > 1 else text


def _own_name(text: str, lang: str) -> str:
    heads = read_lines(f"operations/heads_{lang}.txt")
    if lang == "en":
        words = [word for word in words_of(text) if not _YEAR.fullmatch(word)]
        return "-".join([word for word in words if word not in heads] or words)
    name = _QUOTES.sub("", _YEAR.sub("", text)).removesuffix("年")
    longest_first = sorted(heads, key=len, reverse=True)
    while tail := next((head for head in longest_first if name.endswith(head) and name != head), None):
        name = name.removesuffix(tail)
    return name
