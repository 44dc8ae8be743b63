"""Tokenizers: no boundary is lost, no text is changed, everything survives being saved."""

import pickle

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from zhanbao.corpus.docs import to_doc
from zhanbao.corpus.markup import parse
from zhanbao.tokenization import blank
from zhanbao.tokenization.chinese import ChineseTokenizer
from zhanbao.tokenization.words import WordDictionary

EN, ZH = blank("en"), blank("zh")


@pytest.mark.parametrize("text, tokens", [
    ("arrested.At", "arrested . At"),
    ("26Case", "26 Case"),
    ("Evilcase26Case", "Evil case 26 Case"),
    ("14%year -on -year", "14 % year - on - year"),
    ("“100 -day action”", "“ 100 - day action ”"),
    ("59%and 35%", "59 % and 35 %"),
    ("22,000 or 1.5", "22,000 or 1.5"),
    ("US$3.2m", "US $ 3.2 m"),
    ("the city’s police", "the city ’s police"),
    ("28.4mg/100ml", "28.4 mg / 100 ml"),
    ("wait ......", "wait ......"),
])
def test_english(text, tokens):
    assert [token.text for token in EN(text)] == tokens.split(" ")


@pytest.mark.parametrize("text, tokens", [
    ("抓获约500克", "抓获 约 500 克"),  # the edges of a figure
    ("缴获K粉28.4克", "缴获 K 粉 28.4 克"),  # another script
    ("抓获１２３人", "抓获 １２３ 人"),
    ("结果28.4mg/100ml", "结果 28.4 mg / 100 ml"),
    ("在三省抓获", "在 三 省 抓获"),  # a numeral and what it counts
    ("犯盗窃罪案件", "犯 盗窃 罪 案件"),  # an offence and what follows it
    ("该县公安局", "该 县 公安局"),  # a determiner
    ("会同县公安局", "会同 县 公安局"),  # a word of jieba's that crosses the edge of a body
])
def test_chinese(text, tokens):
    assert [token.text for token in ZH(text)] == tokens.split(" ")


def test_chinese_words_have_their_part_of_speech_and_last_character():
    doc = ZH("派出所抓获嫌疑人")
    assert [(t.text, t.tag_, t.lemma_) for t in doc][:2] == [("派出所", "n", "所"), ("抓获", "v", "获")]


def test_chinese_characters_know_their_word():
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "zhanbao.ChineseTokenizer.v1", "segmenter": "char+jieba"}}})
    doc = nlp("派出所抓获嫌疑人")
    assert [(t.text, t.tag_) for t in doc][:5] == [("派", "B-n"), ("出", "M-n"), ("所", "E-n"), ("抓", "B-v"), ("获", "E-v")]


@pytest.mark.parametrize("nlp", [EN, ZH], ids=["en", "zh"])
@given(text=st.text(st.characters(blacklist_categories=["Cs"]), max_size=80))
@settings(deadline=None)
def test_the_text_is_never_changed(nlp, text):
    assert nlp(text).text == text


@pytest.mark.parametrize("nlp", [EN, ZH], ids=["en", "zh"])
@given(parts=st.lists(st.sampled_from("破获 案件 １２ 3.5 万 case 26 Case % . , “ the 元".split() + [" ", "　", "\n"]), max_size=12))
@settings(deadline=None)
def test_the_text_is_never_changed_by_messy_words(nlp, parts):
    text = "".join(parts)
    assert nlp(text).text == text


def test_a_span_that_does_not_align_is_an_error():
    lines = ["=== a-1", "A th[C:ef]t."]
    with pytest.raises(ValueError, match="file.txt:2: .*CRIME 'ef'"):
        to_doc(next(parse(lines, "file.txt", "en")), EN)


@pytest.mark.parametrize("segmenter", ["char", "jieba", "char+jieba", "words"])
def test_the_chinese_tokenizer_survives(segmenter, tmp_path):
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "zhanbao.ChineseTokenizer.v1", "segmenter": segmenter}}})
    nlp.tokenizer._dictionary = WordDictionary([("扫黑", 9, "v"), ("除恶", 9, "v"), ("扫黑除恶", 99, "n")])
    text = "开展扫黑除恶 2022 OK"
    expected = [(t.text, t.tag_, t.lemma_, t.whitespace_) for t in nlp(text)]
    nlp.to_disk(tmp_path / "nlp")
    for again in (
        spacy.load(tmp_path / "nlp").tokenizer,
        pickle.loads(pickle.dumps(nlp.tokenizer)),
        ChineseTokenizer(nlp.vocab).from_bytes(nlp.tokenizer.to_bytes()),
    ):
        assert [(t.text, t.tag_, t.lemma_, t.whitespace_) for t in again(text)] == expected


def test_jieba_is_ours_alone(tmp_path, monkeypatch):
    """Two dictionaries do not meet, jieba's global one stays as it is, and no cache file is written."""
    import jieba

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    one = WordDictionary([("甲乙", 9, "n"), ("丙", 1, "n")])
    two = WordDictionary([("乙丙", 9, "n"), ("甲", 1, "n")])
    assert [w for w, _ in one.segment("甲乙丙")] == ["甲乙", "丙"]
    assert [w for w, _ in two.segment("甲乙丙")] == ["甲", "乙丙"]
    assert "甲乙" not in jieba.dt.FREQ
    ZH("电信网络诈骗")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_segmenter():
    with pytest.raises(ValueError, match="segmenters are"):
        ChineseTokenizer(EN.vocab, "sentences")
