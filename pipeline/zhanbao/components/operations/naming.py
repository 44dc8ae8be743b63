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
    row = table(TABLE).find(text, lang)
    if row:
        return Operation(row["operation"], year, True)
    name = _own_name(text, lang)
    return Operation(name, year, False) if name else None


def _own_name(text: str, lang: str) -> str:
    heads = frozenset(read_lines(f"operations/heads_{lang}.txt"))
    if lang == "en":
        words = [word for word in words_of(text) if not _YEAR.fullmatch(word)]
        return "-".join([word for word in words if word not in heads] or words)
    name = _QUOTES.sub("", _YEAR.sub("", text)).removesuffix("年")
    while tail := next((head for head in sorted(heads, key=len, reverse=True) if name.endswith(head) and name != head), None):
        name = name.removesuffix(tail)
    return name
