"""What a figure says. The specification is data: ``tests/cases/quantities_*.jsonl``, one figure a line."""

import time

import pytest
import srsly
from conftest import ROOT, SHARED
from hypothesis import given
from hypothesis import strategies as st
from zhanbao.components.quantities.values import Quantity, clean, combine, normalise

FIELDS = ("value", "low", "high", "bound", "unit")
CASES = [(lang, case) for lang in ("en", "zh") for case in srsly.read_jsonl(ROOT / "tests" / "cases" / f"quantities_{lang}.jsonl")]


def check(lang, case):
    found = normalise(case["span"], lang)
    assert found is not None, "nothing was read"
    for field in FIELDS:
        wanted = case.get(field)
        given_ = getattr(found, field)
        assert given_ == (pytest.approx(wanted, rel=1e-9) if isinstance(wanted, (int, float)) else wanted), field
    if "classifier" in case:
        assert found.classifier == case["classifier"]


@pytest.mark.parametrize("lang, case", CASES, ids=[f"{lang}-{case['span']}" for lang, case in CASES])
def test_case(lang, case):
    assert case["span"] in case["text"]
    check(lang, case)


def test_there_are_enough_cases():
    for lang in ("en", "zh"):
        assert sum(case_lang == lang for case_lang, _ in CASES) >= 300


def test_shared_sentences_yield_span_and_fields(shared):
    """The sentences beside the project: the figure is found in its sentence, and says what it should."""
    from zhanbao.components.quantities.recogniser import find_figures

    for case in srsly.read_jsonl(SHARED / "tables" / "quantities.jsonl"):
        found = [case["text"][figure.start:figure.end] for figure in find_figures(case["text"], case["lang"])]
        assert case["span"] in found, case["text"]
        check(case["lang"], case)


@given(st.integers(0, 10**12), st.sampled_from(["more than ", "nearly ", "at least ", "about ", ""]), st.sampled_from([" yuan", " kg", "%", ""]))
def test_english_figures_are_read_back(number, words, unit):
    found = normalise(f"{words}{number:,}{unit}", "en")
    bound = {"more than ": ">", "nearly ": "<", "at least ": ">=", "about ": "~", "": "="}[words]
    assert found[:5] == (number, None, None, bound, {" yuan": "CNY", " kg": "kg", "%": "%", "": "1"}[unit])


def chinese(number: int) -> str:
    """A number below 10¹² in Chinese numerals, as reports write it."""
    digits = "零一二三四五六七八九"

    def section(n: int) -> str:
        out, zero = "", False
        for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            d = n // power % 10
            if d:
                out += ("零" if zero and out else "") + digits[d] + name
                zero = False
            else:
                zero = True
        return out

    if number == 0:
        return "零"
    parts, previous = "", None
    for power, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        n = number // power % 10**4
        if n:
            gap = parts and (n < 1000 or previous == 0)
            parts += ("零" if gap else "") + section(n) + name
        previous = n
    return parts


@given(st.integers(1, 10**12 - 1), st.sampled_from(["起", "名", "元", "公斤"]))
def test_chinese_numerals_are_read_back(number, tail):
    assert normalise(chinese(number) + tail, "zh").value == number


@given(st.decimals(0, 9999, places=2), st.sampled_from(["万", "亿"]), st.sampled_from(["余", ""]), st.sampled_from(["起", "元"]))
def test_chinese_magnitudes_are_multiplied_out(number, scale, more, tail):
    found = normalise(f"{number}{scale}{more}{tail}", "zh")
    assert found.value == pytest.approx(float(number) * {"万": 1e4, "亿": 1e8}[scale], rel=1e-12)
    assert found.bound == (">" if more else "=")
    assert (found.unit, found.classifier) == (("CNY", None) if tail == "元" else ("1", "起"))


@given(st.text(max_size=60), st.sampled_from(["en", "zh"]))
def test_nothing_raises(text, lang):
    assert normalise(text, lang) is None or isinstance(normalise(text, lang), Quantity)


SCRAPS = st.sampled_from(
    [*"一二两三百千万亿半点余多近约至0123456789.,%元起名个月年 -", "half", " a ", "dozen", " and ", "million", "to", "tons", "yuan", "more than "]
)


@given(st.lists(SCRAPS, max_size=30).map("".join), st.sampled_from(["en", "zh"]))
def test_no_mixture_of_numerals_raises(text, lang):
    normalise(text, lang)


LONG = [("en", "one hundred and "), ("zh", "三千五百万余"), ("zh", "1至"), ("en", "5 to "), ("zh", "余多"), ("en", "half ")]


@pytest.mark.parametrize("lang, part", LONG)
def test_time_is_linear(lang, part):
    normalise(part * 50, lang)
    start = time.perf_counter()
    normalise(part * 20_000, lang)
    assert time.perf_counter() - start < 5


def test_parts_of_a_figure_join_in_the_narrower_unit():
    assert combine((2, "a"), (6, "mo")) == (30, "mo")
    assert combine((2, "kg"), (6, "mo")) is None


def test_numbers_are_clean():
    assert clean(3.06 * 1e8) == 306000000 and isinstance(clean(3.06 * 1e8), int)
    assert clean(0.1 + 0.2) == 0.3
    assert clean(None) is None
