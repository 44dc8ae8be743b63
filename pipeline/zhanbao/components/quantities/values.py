"""What a figure says: its value, bound and unit.

The rules are those of *Normal forms* in ``corpus/GUIDELINES.md``; words, bounds and factors stand in ``knowledge/quantities``.
"""

from typing import NamedTuple

from ...knowledge import read_lines

#: What a wider unit of a compound figure is in the narrower one behind it (``two years and six months`` is 30 months).
NARROWER = {("a", "mo"): 12, ("wk", "d"): 7, ("d", "h"): 24, ("h", "min"): 60, ("min", "s"): 60, ("kg", "g"): 1000, ("km", "m"): 1000}


class Quantity(NamedTuple):
    """The normal form of a figure.

    value (float | None): the number, magnitudes multiplied out; None for a range.
    low, high (float | None): the ends of a range.
    bound (str): ``=``, ``>``, ``>=``, ``<``, ``<=`` or ``~``.
    unit (str | None): ``1`` for a count, ISO 4217, ``%``, ``pp`` or UCUM; None where the table does not know it.
    classifier (str | None): Chinese.
    """

    value: float | None
    low: float | None
    high: float | None
    bound: str
    unit: str | None
    classifier: str | None = None


def normalise(text: str, lang: str) -> Quantity | None:
    """Read a figure.

    text (str): a QUANTITY span.
    lang (str): ``en`` or ``zh``.
    RETURNS (Quantity | None): None where no number is said. Never raises; time is linear in the length of the text.
    """
    from .values_en import read_en
    from .values_zh import read_zh

    return read_en(text) if lang == "en" else read_zh(text)


def clean(number: float | None) -> float | int | None:
    """A number without the noise of floating point: 15 significant digits, an integer where it is one."""
    if number is None:
        return None
    number = float(f"{number:.15g}")
    return int(number) if number.is_integer() and abs(number) < 1e18 else number


def combine(first: tuple[float, str], second: tuple[float, str]) -> tuple[float, str] | None:
    """Two parts of one figure in one unit: 2 ``a`` and 6 ``mo`` are 30 ``mo``; None if they do not go together."""
    if first[1] == second[1]:
        return first[0] + second[0], first[1]
    factor = NARROWER.get((first[1], second[1]))
    return (first[0] * factor + second[0], second[1]) if factor else None


def table(name: str) -> dict[str, tuple[str, float]]:
    """A table of units: word to unit and factor."""
    rows = (line.split("\t") for line in read_lines(f"quantities/{name}"))
    return {word: (unit, float(factor)) for word, unit, factor, *_ in rows}
