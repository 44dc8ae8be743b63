"""Campaigns under one identifier: renderings of those of the table, names of those that it does not know, and the component's ways."""

import pickle

import pytest
import srsly
from conftest import ROOT, annotated
from spacy.tokens import Doc, DocBin
from zhanbao.components.cues import table
from zhanbao.components.operations.component import Operations
from zhanbao.components.operations.naming import TABLE, name_operation
from zhanbao.corpus.docs import span_key
from zhanbao.tokenization import blank

CASES = list(srsly.read_jsonl(ROOT / "tests" / "cases" / "operations.jsonl"))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['lang']}-{case['text']}" for case in CASES])
def test_operations(case):
    """`null` is a campaign that the table does not know: it has a name of its own, and none of the table's."""
    found = name_operation(case["text"], case["lang"])
    assert found is not None
    assert found.year == case["year"]
    assert (found.operation if found.known else None) == case["operation"]
    assert found.known or found.operation not in {row["operation"] for row in table(TABLE).rows}


@pytest.mark.parametrize("lang, mentions", [
    ("zh", ["“蓝盾”行动", "蓝盾", "“蓝盾”专项行动", "蓝盾行动", "「蓝盾」集中行动", "“蓝盾2021”行动", "蓝盾2021"]),
    ("zh", ["“飞龙”专项整治", "飞龙", "“飞龙”", "“飞龙”战役", "飞龙专项整治行动"]),
    ("en", ["“Iron Shield” operation", "Iron Shield", "Operation Iron Shield", '"Iron Shield" action', "iron shield campaign", "Iron-Shield 2021"]),
    ("en", ["Operation Sceptre", "“Sceptre”", "sceptre operation", "SCEPTRE"]),
])
def test_mentions_of_an_unknown_campaign_agree(lang, mentions):
    """With and without quotes, rank, head noun and year, and in whatever letters."""
    found = [name_operation(mention, lang) for mention in mentions]
    assert not any(campaign.known for campaign in found)
    assert len({campaign.operation for campaign in found}) == 1, found


@pytest.mark.parametrize("lang, one, other", [
    ("zh", "夏季治安打击整治“百日行动”", "冬季“百日会战”"),
    ("zh", "“利剑”行动", "“国门利剑”行动"),
    ("zh", "“雷霆”行动", "“春雷”行动"),
    ("zh", "扫黑除恶专项斗争", "打黑除恶专项斗争"),
    ("zh", "“断流”行动", "“清源断流”行动"),
    ("zh", "“净网”行动", "“清网”行动"),
    ("zh", "“蓝盾”行动", "“蓝剑”行动"),
    ("zh", "“夏季行动”", "“夏夜”治安巡查宣防行动"),
    ("en", "Summer Operation", "Operation Summer Squeeze"),
    ("en", "Hundred Days", "winter “hundred-day battle”"),
    ("en", "“Sharp Sword” operation", "“National Gate Sword” operation"),
    ("en", "“thunder” action", "“Spring Thunder” action"),
    ("en", "“Iron Shield” operation", "“Iron Fist” operation"),
])
def test_campaigns_that_differ(lang, one, other):
    assert name_operation(one, lang).operation != name_operation(other, lang).operation


@pytest.mark.parametrize("zh, en", [
    ("夏季治安打击整治“百日行动”", "“100 -day action”"), ("“净网2022”专项行动", "Clean Net 2022"),
    ("扫黑除恶专项斗争", "special fight against gangs and evil"), ("“断卡”行动", "“card-cutting” operation"),
    ("“昆仑2021”行动", "“Kunlun 2021” operation"), ("“团圆”行动", "“Reunion” action"),
])
def test_both_languages_share_the_identifier(zh, en):
    assert name_operation(zh, "zh") == name_operation(en, "en")


@pytest.mark.parametrize("lang, text", [("zh", "“”"), ("zh", "2022年"), ("en", "“”"), ("en", "2022")])
def test_nothing_is_made_of_nothing(lang, text):
    assert name_operation(text, lang) is None


LINES = {
    "zh": "“[O:净网2022]”和[O:“蓝盾”行动]抓获[Q:8名]嫌疑人。",
    "en": "In “[O:Clean Net 2022]” and the [O:“Iron Shield” operation] [Q:8] men were caught.",
}
IDS = {"zh": ["clean-net", "蓝盾"], "en": ["clean-net", "iron-shield"]}


def read(lang):
    """A Doc with the campaigns of an annotated line set and named."""
    text, spans = annotated(LINES[lang])
    doc = blank(lang)(text)
    doc.ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
    return Operations(lang, "zhanbao_operations")(doc)


def forms(doc):
    return [(ent.id_, doc.user_data[span_key(ent)]) for ent in doc.ents if ent.label_ == "OPERATION"]


def expected(lang):
    return [(name, {"operation": name, "year": year}) for name, year in zip(IDS[lang], (2022, None))]


@pytest.mark.parametrize("lang", LINES)
def test_component_sets_user_data_and_id(lang):
    doc = read(lang)
    assert forms(doc) == expected(lang)
    assert [(ent.text, ent.id_) for ent in doc.ents if ent.label_ == "QUANTITY"] in ([("8名", "")], [("8", "")])
    assert len(doc.ents) == 3 and len(doc.user_data) == 2


@pytest.mark.parametrize("lang", LINES)
def test_survives_docbin_bytes_and_pickling(lang):
    doc = read(lang)
    again = list(DocBin(store_user_data=True).from_bytes(DocBin(docs=[doc], store_user_data=True).to_bytes()).get_docs(doc.vocab))[0]
    assert forms(again) == expected(lang)
    assert forms(Doc(doc.vocab).from_bytes(doc.to_bytes())) == expected(lang)
    assert forms(pickle.loads(pickle.dumps(doc))) == expected(lang)
    component = pickle.loads(pickle.dumps(Operations(lang, "zhanbao_operations")))
    assert component(read(lang)).user_data == doc.user_data


def test_in_any_pipeline():
    nlp = blank("zh")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "OPERATION", "pattern": "“昆仑2021”行动"}])
    nlp.add_pipe("zhanbao_operations")
    assert forms(nlp("“昆仑2021”行动开始。")) == [("kunlun", {"operation": "kunlun", "year": 2021})]


def test_other_languages_are_refused():
    with pytest.raises(ValueError, match="reads 'en' and 'zh'"):
        Operations("de", "zhanbao_operations")
