"""The category of an offence, from the words of its span (``knowledge/crimes/crimes.csv``; how cues work: :mod:`zhanbao.components.cues`)."""

from typing import NamedTuple

from ..cues import table

TABLE = "crimes/crimes.csv"


class Crime(NamedTuple):
    """A category: the project's identifier and its ICCS codes, main code first."""

    crime: str
    iccs: tuple[str, ...]


def read_table() -> list[dict[str, str]]:
    """The rows of the table of offences."""
    return table(TABLE).rows


def find_crime(text: str, lang: str) -> Crime | None:
    """The category that an offence's words name.

    text (str): a CRIME span.
    lang (str): ``en`` or ``zh``.
    RETURNS (Crime | None): identifier and ICCS codes; None where no cue of the table is in the text.
    """
    row = table(TABLE).find(text, lang)
    return Crime(row["crime"], tuple(row["iccs"].split(";"))) if row else None
