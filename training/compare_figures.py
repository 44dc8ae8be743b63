"""Compare normal forms of figures: zhanbao beside other readers of quantities, on the project's case files.

    python -m venv /work/venv_cmp && . /work/venv_cmp/bin/activate
    pip install setuptools wheel && pip install -e .    # emoji 1.7 and others come without wheels
    pip install "recognizers-text-suite==1.0.2a2" "emoji<2" "quantulum3==0.10" "cn2an>=0.5,<0.6"
    pip install "duckling-chinese==1.1.8" "jionlp>=1.5,<1.6"    # a JVM; jionlp depends on jiojio, which is GPL
    python training/compare_figures.py -o FILE

An environment of its own: the others pin old packages (``emoji<2``), and none is a dependency of zhanbao. One that is missing is a
line of the table. Each gets the text of the span and runs on the languages it was made for.

- *values*: a number it returns is the case's value; for a range, both ends are returned. Another way to say the same amount is right,
  too (6 ``mo`` for 0.5 ``a``, 0.85 for 85 %, 60 jin for 30 ``kg``); two amounts left to be added up (``one year``, ``six months``) are not.
- *units*: the unit of something it returns is the case's, by the table below; a bare number is a count.
- *bounds*: of the cases that have one, those where its output says so in any form; ``>`` and ``>=`` pass for each other, ``<`` and ``<=``, too.

The cases are zhanbao's own tests, which its rules have to pass: its line shows that they do, not how it reads other text.
"""

import json
import math
import os
import re
import timeit
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import typer

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases"

#: Ours, and what the others call it. ``currency`` before a name where the name alone is a weight, too.
NAMES = {
    "1": ", dimensionless", "%": "percentage, per cent", "CNY": "chinese yuan, 元", "USD": "dollar, united states dollar, 美元",
    "GBP": "currency pound, pound sterling, 英镑", "EUR": "euro, 欧元", "HKD": "hong kong dollar, 港元", "JPY": "japanese yen, 日元",
    "KRW": "south korean won, 韩元", "THB": "thai baht, 泰铢", "VND": "vietnamese dong, 越南盾", "MMK": "缅元", "AUD": "australian dollar, 澳元",
    "CAD": "canadian dollar, 加元", "SGD": "singapore dollar", "NZD": "new zealand dollar",
    "mg": "milligram, 毫克", "g": "gram, 克", "kg": "kilogram, 千克, 公斤", "t": "ton, tonne, 吨", "[oz_av]": "ounce", "[lb_av]": "pound, pound-mass",
    "mm": "millimeter, millimetre, 毫米", "cm": "centimeter, centimetre, 厘米", "m": "meter, metre, 米", "km": "kilometer, kilometre, 千米, 公里",
    "[mi_i]": "mile", "[mi_i]/h": "mile per hour", "km/h": "kilometer per hour, kilometre per hour, 千米/小时, 公里/小时",
    "m2": "square meter, square metre, 平方米", "km2": "square kilometer, square kilometre, 平方千米", "har": "hectare, square hectometer, 公顷",
    "m3": "cubic meter, cubic metre, 立方米", "L": "liter, litre, 升", "mL": "milliliter, cubic centimetre, 毫升",
    "s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year",
}
#: Name: our unit, and how many of ours it is.
UNITS: dict[str, tuple[str, float]] = {name: (unit, 1) for unit, names in NAMES.items() for name in names.split(", ")} | {
    "dozen": ("1", 12), "jiao": ("CNY", 0.1), "jin": ("kg", 0.5), "斤": ("kg", 0.5), "两": ("kg", 0.05), "li": ("km", 0.5), "里": ("km", 0.5),
    "mu": ("m2", 2000 / 3), "亩": ("m2", 2000 / 3),
}
#: Units in smaller ones, so that one amount said in two of them is the same.
SMALLER: dict[str, tuple[str, float]] = {
    "%": ("1", 0.01), "mg": ("g", 1e-3), "kg": ("g", 1e3), "t": ("g", 1e6), "mm": ("m", 1e-3), "cm": ("m", 1e-2), "km": ("m", 1e3),
    "km2": ("m2", 1e6), "har": ("m2", 1e4), "mL": ("L", 1e-3), "min": ("s", 60), "h": ("s", 3600), "wk": ("d", 7), "a": ("mo", 12),
}
#: Periods of ISO 8601, which is how recognizers-text writes a duration.
PERIODS = {"PY": "year", "PM": "month", "PW": "week", "PD": "day", "PTH": "hour", "PTM": "minute", "PTS": "second"}


class Reading(NamedTuple):
    """One thing that a tool returns: its numbers (two for a range), unit (ours; None if unknown) and bound."""

    numbers: tuple[float, ...]
    unit: str | None
    bound: str = "="


Reader = Callable[[str], Iterable[Reading]]


def reading(numbers: Iterable[Any], name: str, bound: str = "=") -> Reading:
    """A reading in our units; `name` is the unit as the tool calls it."""
    unit, factor = UNITS.get(name.lower(), (name if name in NAMES else None, 1))
    return Reading(tuple(float(number) * factor for number in numbers), unit, bound)


def start_zhanbao(lang: str) -> Reader:
    from zhanbao.components.quantities.values import normalise

    def read(text: str) -> Iterator[Reading]:
        if found := normalise(text, lang):
            yield Reading(tuple(n for n in (found.value, found.low, found.high) if n is not None), found.unit, found.bound)
    return read


def start_recognizers(lang: str, durations: bool = False) -> Reader:
    from recognizers_number import NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer
    from recognizers_text import Culture

    culture = Culture.English if lang == "en" else Culture.Chinese
    numbers, units = NumberRecognizer(culture), NumberWithUnitRecognizer(culture)
    models = [numbers.get_percentage_model(), units.get_currency_model(), units.get_dimension_model(), numbers.get_number_model()]
    if durations:
        from recognizers_date_time import DateTimeRecognizer

        models.insert(0, DateTimeRecognizer(culture).get_datetime_model())

    def read(text: str) -> Iterator[Reading]:
        places: list[tuple[int, int]] = []
        for result in (result for model in models for result in model.parse(text)):
            found = result.resolution or {}
            # The number inside an amount is found again by the number model; it is not a count.
            if any(start <= result.start and result.end <= end for start, end in places):
                continue
            if result.type_name.startswith("datetimeV2"):
                if not (period := re.fullmatch(r"(PT?)([\d.]+)([YMWDHS])", str(found["values"][0]["timex"]))):
                    continue
                item = reading([period[2]], PERIODS[period[1] + period[3]])
            elif not found.get("value"):
                continue
            elif result.type_name == "percentage":
                item = reading([found["value"].rstrip("%")], "percentage")
            else:
                name = found.get("isoCurrency") or found.get("unit") or ""
                item = reading([found["value"]], "currency pound" if (result.type_name, name) == ("currency", "Pound") else name)
            places.append((result.start, result.end))
            yield item
    return read


def start_quantulum(lang: str) -> Reader:
    from quantulum3 import parser

    def read(text: str) -> Iterator[Reading]:
        for found in parser.parse(text):
            # A range is its middle and half its width.
            width = found.uncertainty
            yield reading([found.value - width, found.value + width] if width else [found.value], found.unit.name)
    return read


def start_cn2an(lang: str) -> Reader:
    import cn2an

    numeral = re.compile(r"[0-9０-９.．,，零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億点]+")

    def read(text: str) -> Iterator[Reading]:
        # It converts a numeral and nothing around it, so the numerals are cut out for it; fractions it reads in a text.
        if "分之" in text:
            for match in re.finditer(r"([\d.]+)(?:/(\d+)|%)", cn2an.transform(text)):
                yield Reading((float(match[1]) / float(match[2] or 100),), "1")
            return
        for match in numeral.findall(text):
            with suppress(ValueError):
                yield Reading((float(cn2an.cn2an(match, "smart")),), None)
    return read


def start_duckling(lang: str) -> Reader:
    from duckling_chinese import Duckling, DucklingDimension

    duckling = Duckling()
    context = duckling.gen_context()
    names = ("NUMERAL", "FRACTION", "MULTIPLE", "CURRENCY", "QUANTITY", "AREA", "DISTANCE", "VELOCITY", "DURATION")
    options = duckling.gen_options(targets={DucklingDimension[name] for name in names})

    def read(text: str) -> Iterator[Reading]:
        for found in duckling.parse_entities(text, context, options):
            value = found["value"]
            if "grain" in value:
                yield reading([value["value"]], value["grain"], "~" if value.get("fuzzy") else "=")
            elif "n" in value:
                yield reading([value["n"]], "")
            elif "v" in value:
                yield reading([value.get("originValue", value["v"])], value.get("originUnit", value["unit"]))
    return read


def start_jionlp(lang: str) -> Reader:
    from jionlp import parse_money

    def read(text: str) -> Iterator[Reading]:
        try:
            found = parse_money(text)
        except ValueError:  # not money
            return
        # "4200余万元" comes as a blurred 42 to 43 million, which says more than 42 million as well as a bound does.
        several = isinstance(found["num"], list)
        bounds = {"accurate": "=", "blur+": ">", "blur-": "<", "blur": ">" if several else "~"}
        yield reading(found["num"] if several else [found["num"]], found["case"], bounds.get(found["definition"], "="))
    return read


#: Title, distribution, languages, and what makes a reader for a language (imports and models are not timed).
TOOLS: list[tuple[str, str, tuple[str, ...], Callable[[str], Reader]]] = [
    ("zhanbao", "zhanbao", ("en", "zh"), start_zhanbao),
    ("recognizers-text-number-with-unit", "recognizers-text-number-with-unit", ("en", "zh"), start_recognizers),
    ("the same with recognizers-text-date-time", "recognizers-text-date-time", ("en", "zh"), partial(start_recognizers, durations=True)),
    ("quantulum3", "quantulum3", ("en",), start_quantulum),
    ("duckling-chinese (JVM)", "duckling-chinese", ("zh",), start_duckling),
    ("cn2an (bare numerals, cut out for it)", "cn2an", ("zh",), start_cn2an),
    ("jionlp (money only; GPL dependency)", "jionlp", ("zh",), start_jionlp),
]


def judge(case: dict[str, Any], readings: list[Reading]) -> tuple[bool, bool, bool]:
    """Whether value, unit and bound are right."""
    near = partial(math.isclose, rel_tol=1e-9)
    wanted = [case[key] for key in ("value", "low", "high") if case.get(key) is not None]
    base, factor = SMALLER.get(case["unit"], (case["unit"], 1))
    amounts = [(n * by, unit) for r in readings for unit, by in [SMALLER.get(r.unit or "", (r.unit, 1))] for n in r.numbers]
    same = all(any(unit == base and near(n, number * factor) for n, unit in amounts) for number in wanted)
    value = same or all(any(near(n, number) for r in readings for n in r.numbers) for number in wanted)
    return value, same or any(r.unit == case["unit"] for r in readings), any(r.bound[0] == case["bound"][0] for r in readings)


def attempt(read: Reader, text: str) -> list[Reading]:
    try:
        return list(read(text))
    except Exception:  # one that falls over a text has not read it
        return []


def compare(title: str, package: str, lang: str, start: Callable[[str], Reader]) -> str:
    """A line of the table."""
    try:
        release, read = version(package), start(lang)
    except PackageNotFoundError:
        return f"| {title} | not installed | {lang} | | | | | |"
    except Exception as error:  # such as a JVM that is not there
        return f"| {title} | could not start ({type(error).__name__}) | {lang} | | | | | |"
    cases = [json.loads(line) for line in (CASES / f"quantities_{lang}.jsonl").read_text(encoding="utf8").splitlines()]
    verdicts = [judge(case, attempt(read, case["span"])) for case in cases]
    seconds = min(timeit.repeat(lambda: [attempt(read, case["span"]) for case in cases], number=1, repeat=3))
    values, units = (f"{n} ({100 * n / len(cases):.1f} %)" for n in (sum(verdict[i] for verdict in verdicts) for i in (0, 1)))
    bounds = [kept for case, (_, _, kept) in zip(cases, verdicts) if case["bound"] != "="]
    speed = f"{len(cases) / seconds:,.0f}"
    return f"| {title} | {release} | {lang} | {len(cases)} | {values} | {units} | {sum(bounds)} of {len(bounds)} | {speed} |"


def main(output: Path | None = typer.Option(None, "-o", "--output", help="Write the table here, too.")) -> None:
    warnings.simplefilter("ignore")  # cn2an's at every text it cannot read, quantulum3's that its optional classifier is missing
    rows = ["| tool | version | language | cases | values right | units right | bounds kept | strings a second |", "| --- " * 8 + "|"]
    rows += [compare(title, package, lang, start) for title, package, langs, start in TOOLS for lang in langs]
    load = f", load average {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    rows += ["", f"(Speed: one process, best of three over all spans, imports not counted; {os.cpu_count()} cores{load}.)"]
    typer.echo("\n".join(rows))
    if output:
        output.write_text("\n".join(rows) + "\n", encoding="utf8")


if __name__ == "__main__":
    typer.run(main)
