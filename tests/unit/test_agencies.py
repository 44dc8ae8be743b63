"""Rank, kind and place of public bodies: small reports with what the guidelines say of each body, and the component's ways."""

import pickle

import pytest
import srsly
from conftest import ROOT, annotated
from spacy.tokens import Doc, DocBin
from zhanbao.components.agencies.component import FIELDS, Agencies
from zhanbao.components.agencies.places import level_of, places
from zhanbao.components.agencies.resolver import resolve
from zhanbao.corpus.docs import span_key
from zhanbao.tokenization import blank

CASES = list(srsly.read_jsonl(ROOT / "tests" / "cases" / "agencies.jsonl"))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['lang']}-{case['text'][:50]}" for case in CASES])
def test_agencies(case):
    """A field that a case does not name is one that the guidelines leave open."""
    names = [agency["text"] for agency in case["agencies"]]
    found = [agency._asdict() for agency in resolve(case["text"], case["lang"], names)]
    for agency, values in zip(case["agencies"], found, strict=True):
        assert {"text": agency["text"], **{field: values[field] for field in FIELDS if field in agency}} == agency


@pytest.mark.parametrize("case", CASES, ids=[f"{case['lang']}-{case['text'][:50]}" for case in CASES])
def test_cases_are_sound(case):
    """Mentions stand in the text in their order, and places are those of the table."""
    position = 0
    for agency in case["agencies"]:
        position = case["text"].index(agency["text"], position) + len(agency["text"])
        assert agency.get("place") is None or agency["place"] in places()


@pytest.mark.parametrize("lang, report, unknown", [
    ("zh", "沈阳市公安局通报。{}移交嫌疑人。沈阳市公安局受理。", "清泽县公安局"),
    ("zh", "沈阳市公安局通报。{}移交嫌疑人。沈阳市公安局受理。", "青岚市公安局刑侦支队"),
    ("zh", "沈阳市公安局通报。{}移交嫌疑人。沈阳市公安局受理。", "临沐省公安厅"),
    ("en", "The Shenyang Public Security Bureau met the {}. The Shenyang Public Security Bureau came.", "Qingze County Public Security Bureau"),
    ("en", "The Shenyang Public Security Bureau met the {}. The Shenyang Public Security Bureau came.", "Springfield Police Department"),
])
def test_a_place_that_the_table_does_not_know_is_never_replaced(lang, report, unknown):
    known = "沈阳市公安局" if lang == "zh" else "Shenyang Public Security Bureau"
    found = resolve(report.format(unknown), lang, [known, unknown, known])
    assert [agency.place for agency in found] == ["210100", None, "210100"]


@pytest.mark.parametrize("short, long, code", [
    ("chaoyang", "朝阳市", "211300"), ("changzhi", "长治市", "140400"), ("luohe", "漯河市", "411100"), ("changdu", "昌都市", "540300"),
    ("minhang", "闵行区", "310112"), ("hunchun", "珲春市", "222404"), ("huadu", "花都区", "440114"), ("muping", "牟平区", "370612"),
    ("zhangzi", "长子县", "140428"), ("changyuan", "长垣市", "410783"), ("shule", "疏勒县", "653122"), ("botou", "泊头市", "130981"),
])
def test_pinyin_is_that_of_the_place(short, long, code):
    """Characters with two readings: what a general dictionary takes for the usual one is rarely that of a place."""
    assert (places()[code].name, places()[code].pinyin) == (long, short)


def test_levels_of_the_table_are_those_of_the_codes():
    assert all(place.level == level_of(code) for code, place in places().items() if not code.startswith(("4419", "4420", "4604")))


def read(lang, line):
    """A Doc with the bodies of an annotated line set and read."""
    text, spans = annotated(line)
    doc = blank(lang)(text)
    doc.ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
    return Agencies(lang, "zhanbao_agencies")(doc)


LINES = {
    "zh": "[A:沈阳市公安局和平分局]抓获[Q:8名]嫌疑人，[A:市局]表彰。",
    "en": "The [A:Heping Branch of Shenyang Public Security Bureau] caught [Q:8] men, and the [A:Municipal Bureau] praised it.",
}
FORMS = [{"level": "county", "kind": "police", "place": "210102"}, {"level": "city", "kind": "police", "place": "210100"}]


def forms(doc):
    return [doc.user_data[span_key(ent)] for ent in doc.ents if ent.label_ == "AGENCY"]


@pytest.mark.parametrize("lang", LINES)
def test_component_sets_user_data_of_bodies_alone(lang):
    doc = read(lang, LINES[lang])
    assert forms(doc) == FORMS
    assert [span_key(ent) in doc.user_data for ent in doc.ents] == [True, False, True]


@pytest.mark.parametrize("lang", LINES)
def test_survives_docbin_bytes_and_pickling(lang):
    doc = read(lang, LINES[lang])
    again = list(DocBin().from_bytes(DocBin(docs=[doc], store_user_data=True).to_bytes()).get_docs(doc.vocab))[0]
    assert forms(again) == FORMS
    assert forms(Doc(doc.vocab).from_bytes(doc.to_bytes())) == FORMS
    assert forms(pickle.loads(pickle.dumps(doc))) == FORMS
    component = pickle.loads(pickle.dumps(Agencies(lang, "zhanbao_agencies")))
    assert component(read(lang, LINES[lang])).user_data == doc.user_data


def test_in_any_pipeline():
    nlp = blank("zh")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "AGENCY", "pattern": "大连市公安局"}])
    nlp.add_pipe("zhanbao_agencies")
    assert forms(nlp("大连市公安局破案。")) == [{"level": "city", "kind": "police", "place": "210200"}]


def test_reports_without_bodies_and_other_languages():
    assert not read("zh", "民警抓获[Q:8名]嫌疑人。").user_data
    assert resolve("", "en", []) == []
    with pytest.raises(ValueError, match="reads 'en' and 'zh'"):
        Agencies("de", "zhanbao_agencies")
