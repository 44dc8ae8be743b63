"""Figures by rules: sentences in the corpus markup, read with rules alone, and the component's ways with what a model found."""

import time

import pytest
import srsly
from conftest import ROOT, annotated
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from zhanbao.components.quantities.component import Quantities
from zhanbao.components.quantities.recogniser import KINDS, find_figures
from zhanbao.tokenization import blank

CASES = [row for lang in ("en", "zh") for row in srsly.read_jsonl(ROOT / "tests" / "cases" / f"figures_{lang}.jsonl")]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] for case in CASES])
def test_figures(case):
    text, spans = annotated(case["text"])
    found = [(f.start, f.end) for f in find_figures(text, case["lang"])]
    assert [text[a:b] for a, b in found] == [text[a:b] for a, b, _ in spans]


def test_shared_figures(shared):
    """The forms of the knowledge table, each found to the letter."""
    for row in srsly.read_jsonl(shared / "tables" / "quantities.jsonl"):
        assert row["span"] in [row["text"][f.start:f.end] for f in find_figures(row["text"], row["lang"])], row["text"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@given(text=st.text(max_size=80))
@settings(deadline=None)
def test_no_input_raises(lang, text):
    for figure in find_figures(text, lang):
        assert 0 <= figure.start < figure.end <= len(text) and figure.kind in KINDS
        assert not text[figure.start].isspace() and not text[figure.end - 1].isspace()


@pytest.mark.parametrize("lang, piece", [
    ("en", "1,"), ("en", "9"), ("en", "two "), ("en", "hundred "), ("en", "1-"), ("en", "12 May "),
    ("zh", "一"), ("zh", "12，"), ("zh", "万"), ("zh", "年1月"),
])
def test_time_is_linear(lang, piece):
    def seconds(n):
        start = time.perf_counter()
        list(find_figures(piece * n, lang))
        return time.perf_counter() - start

    seconds(10)
    small, large = seconds(1000), seconds(8000)
    assert large < 40 * small + 0.2


def guessed(nlp, line):
    """A Doc with the spans of an annotated line set, as if a model had found them."""
    text, spans = annotated(line)
    doc = nlp(text)
    doc.ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
    return doc


@pytest.mark.parametrize("line, expected", [
    ("They seized 30 kg of heroin.", [("QUANTITY", "30 kg", "quantity_rules")]),  # certain by its form
    ("They held one man.", []),  # uncertain, and the model is silent
    ("They held [Q:one] man.", [("QUANTITY", "one", "quantity_rules")]),  # uncertain, and the model agrees
    ("The [O:“Ten Thousand 500 yuan” action] began.", [("OPERATION", "“Ten Thousand 500 yuan” action", "model")]),
    ("They took more [Q:than 30 kg] away.", [("QUANTITY", "more than 30 kg", "quantity_rules")]),  # the rules' edges win
    ("A [Q:handful] of men.", [("QUANTITY", "handful", "model")]),
])
def test_rules_and_model_together(line, expected):
    nlp = blank("en")
    doc = Quantities("en", keep_model=True)(guessed(nlp, line))
    sources = [doc.user_data["zhanbao.span", e.label_, e.start_char, e.end_char]["source"] for e in doc.ents]
    assert [(e.label_, e.text, source) for e, source in zip(doc.ents, sources)] == expected


def test_model_figures_without_a_numeral_are_left_out():
    doc = Quantities("en")(guessed(blank("en"), "A [Q:handful] of men."))
    assert not doc.ents


def test_a_foreign_tokenizer_is_warned_about():
    nlp = blank("en")
    doc = Doc(nlp.vocab, words=["seized30", "kg", "of", "it"])
    with pytest.warns(UserWarning, match="no boundary"):
        Quantities("en")(doc)


def test_faulty_settings():
    with pytest.raises(ValueError, match="reads 'en' and 'zh'"):
        Quantities("de")
    with pytest.raises(ValueError, match="unknown kinds"):
        Quantities("en", alone=["huge"])


def test_in_any_pipeline():
    nlp = blank("zh")
    nlp.add_pipe("zhanbao_quantities")
    doc = nlp("缴获毒品10至20公斤。")
    assert [(e.text, e.label_) for e in doc.ents] == [("10至20公斤", "QUANTITY")]
    assert isinstance(doc.ents[0], Span)
