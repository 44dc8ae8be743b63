"""Categories of offence: spans in words that the table does not hold literally, the table itself, the way of cues, and the component."""

import csv
import pickle
import re

import pytest
import srsly
from conftest import ROOT, annotated
from spacy.tokens import DocBin
from spacy.training import Example
from zhanbao.components.crimes.component import Crimes, score_crimes
from zhanbao.components.crimes.matcher import TABLE, find_crime, read_table
from zhanbao.components.cues import CueTable, parse_cues, table, words_of
from zhanbao.corpus.docs import span_key
from zhanbao.knowledge import ROOT as KNOWLEDGE
from zhanbao.tokenization import blank

CASES = list(srsly.read_jsonl(ROOT / "tests" / "cases" / "crimes.jsonl"))


@pytest.mark.parametrize("case", CASES, ids=[f"{case['lang']}-{case['text']}" for case in CASES])
def test_case(case):
    found = find_crime(case["text"], case["lang"])
    assert (found and found.iccs[0]) == case["iccs"], found
    assert (found and found.crime) == case["crime"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_cases_suffice(lang):
    """At least 220 spans with a category and 30 without, none twice."""
    texts = [case["text"] for case in CASES if case["lang"] == lang]
    given = [case for case in CASES if case["lang"] == lang and case["iccs"]]
    assert len(given) >= 220 and len(texts) - len(given) >= 30
    assert len(texts) == len(set(texts))
    assert all((case["crime"] is None) == (case["iccs"] is None) for case in CASES)


# The table.


@pytest.fixture(scope="module")
def iccs():
    with open(KNOWLEDGE / "crimes" / "iccs.csv", encoding="utf8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def test_classification(iccs):
    """All nodes of the ICCS: 11 sections, each node below its parent, whose code begins its own."""
    assert sum(row["level"] == "1" for row in iccs.values()) == 11
    for code, row in iccs.items():
        assert re.fullmatch(r"\d\d|\d{4,6}", code) and row["name_en"] and row["section"] == code[:2]
        assert len(code) == {"1": 2, "2": 4, "3": 5, "4": 6}[row["level"]]
        assert row["level"] == "1" or (code[:2] if len(code) == 4 else code[:-1]) in iccs


def test_table_is_whole(iccs):
    rows = read_table()
    assert len(rows) >= 150
    assert len({row["crime"] for row in rows}) == len(rows)
    for row in rows:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["crime"])
        assert row["zh_name"] and row["en_name"]
        codes = row["iccs"].split(";")
        assert set(codes) <= set(iccs) and len(codes) == len(set(codes)), row["crime"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_cues_are_well_formed(lang):
    for number, row in enumerate(read_table()):
        cues = parse_cues(row[lang], number)
        assert cues, row["crime"]
        for cue in cues:
            words = [word for term in cue.terms for word in term] + list(cue.barred)
            assert all(cue.terms) and all(words), (row["crime"], cue)
            if lang == "en":
                assert all(re.fullmatch(r"[a-z0-9]{1,}\*?", word) for word in words), (row["crime"], cue)


def test_shared_identifiers_are_kept(shared):
    """Identifiers of the shared table are all here."""
    with open(shared / "tables" / "crimes.csv", encoding="utf8", newline="") as lines:
        assert {row["crime"] for row in csv.DictReader(lines)} <= {row["crime"] for row in read_table()}


# Cues.


def tiny_table(folder, *rows):
    """A table of a few rows."""
    path = folder / "tiny.csv"
    path.write_text("\n".join(["crime,zh,en", *rows]), encoding="utf8")
    return CueTable(path)  # an absolute path stays as it is


@pytest.fixture
def tiny(tmp_path):
    return tiny_table(
        tmp_path,
        "fake,假药 | 药 !毒药,fake medicine*",
        "trade,销售 假药,sell*/sold fake medicine* !hospital*",
        "drunk,酒 驾/开车,drunk*/alcohol driv* | dui",
        "tie,假药,fake medicine*",
    )


@pytest.mark.parametrize("lang, text, crime", [
    # In any order, with anything between.
    ("en", "drunk driving", "drunk"), ("en", "driving after drinking alcohol", "drunk"),
    ("zh", "酒后驾车", "drunk"), ("zh", "开车前饮酒", "drunk"), ("en", "alcohol", None), ("zh", "酒", None),
    # Prefixes are prefixes, other terms whole words.
    ("en", "drunken drivers", "drunk"), ("en", "DUI", "drunk"), ("en", "duis", None),
    ("en", "fake medicines", "fake"), ("en", "fakes medicine", None),
    # Hyphens are opened, possessives off, case and quotes do not matter.
    ("en", "Drunk-Driving", "drunk"), ("en", "“drunk” driver's", "drunk"),
    ("zh", "“酒”后 驾车", "drunk"),
    # Most letters win, then more terms, then the earlier row.
    ("en", "selling fake medicine", "trade"), ("zh", "销售假药", "trade"), ("en", "fake medicine", "fake"), ("zh", "假药", "fake"),
    # Barred words.
    ("en", "sold fake medicine in hospitals", "fake"), ("zh", "药", "fake"), ("zh", "毒药", None),
    # Nothing to read.
    ("en", "", None), ("zh", "", None), ("en", "，", None), ("zh", "🙂", None),
])
def test_cues(tiny, lang, text, crime):
    row = tiny.find(text, lang)
    assert (row and row["crime"]) == crime


def test_a_term_takes_a_word_of_its_own(tmp_path):
    """Two terms cannot be one word."""
    assert tiny_table(tmp_path, "x,骗 子,drunk* drunk*").find("drunk", "en") is None
    assert tiny_table(tmp_path, "x,骗 子,drunk* drunk*").find("drunk drunkard", "en")


def test_parse_cues():
    cues = parse_cues("drunk*/alcohol driv* | dui | !only", 7)
    assert [cue.terms for cue in cues] == [(("drunk*", "alcohol"), ("driv*",)), (("dui",),)]
    assert parse_cues("a b !c !d*", 7)[0].barred == ("c", "d*") and parse_cues("", 7) == []
    assert all(cue.row == 7 for cue in cues)


def test_words_of():
    assert words_of("Citizens' “personal-information”, the driver’s") == ["citizens", "personal", "information", "the", "driver"]


def test_the_table_is_read_once():
    assert table(TABLE) is table(TABLE)


@pytest.mark.parametrize("lang, texts", [
    ("en", ["stealing phones", "theft of phones", "phones stolen", "the stealing of phones"]),
    ("zh", ["走私冻品", "冻品走私", "“走私”冻品", "走 私 冻 品"]),
])
def test_wordings_agree(lang, texts):
    assert len({find_crime(text, lang) for text in texts}) == 1 and find_crime(texts[0], lang)


# The component.

LINES = {
    "en": "Police solved 12 [C:telecommunications fraud] cases and 3 cases of [C:stealing electric bicycles], caught [A:nobody] for [C:xyzzy].",
    "zh": "[A:县公安局]侦破[C:电信网络诈骗]案件12起、[C:盗窃电动自行车]案件3起，查处[C:某某某]行为。",
}
EXPECTED = [("telecom-fraud", ["0701"]), ("e-bike-theft", ["050211"]), (None, [])]


def marked(lang):
    """The line of a language as a Doc with its spans set, read by the component."""
    text, spans = annotated(LINES[lang])
    doc = blank(lang)(text)
    doc.ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
    return Crimes(lang, "zhanbao_crimes")(doc)


def read(doc):
    """Spans with their identifiers, and the user data as JSON would keep it: a DocBin makes tuples of lists."""
    ents = [(e.start_char, e.end_char, e.label_, e.kb_id_, e.id_) for e in doc.ents]
    return ents, [(key, srsly.json_loads(srsly.json_dumps(value))) for key, value in doc.user_data.items()]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_component(lang):
    doc = marked(lang)
    crimes = [ent for ent in doc.ents if ent.label_ == "CRIME"]
    assert [ent.text for ent in crimes] == [annotated(LINES[lang])[0][a:b] for a, b, label in annotated(LINES[lang])[1] if label == "CRIME"]
    for ent, (crime, iccs) in zip(crimes, EXPECTED, strict=True):
        form = doc.user_data[span_key(ent)]
        assert form["crime"] == crime and form["iccs"][:1] == iccs
        assert (ent.kb_id_, ent.id_) == (iccs[0] if iccs else "", crime or "")
    for ent in doc.ents:
        if ent.label_ != "CRIME":
            assert not ent.kb_id_ and not ent.id_ and "crime" not in doc.user_data.get(span_key(ent), {})


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_component_twice_is_component_once(lang):
    doc = marked(lang)
    before = read(doc)
    assert read(Crimes(lang, "zhanbao_crimes")(doc)) == before


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_others_know_of_a_span_stays(lang):
    text, spans = annotated(LINES[lang])
    doc = blank(lang)(text)
    doc.ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
    for ent in doc.ents:
        doc.user_data[span_key(ent)] = {"source": "model"}
    Crimes(lang, "zhanbao_crimes")(doc)
    assert all(doc.user_data[span_key(ent)]["source"] == "model" for ent in doc.ents)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_survives_docbin_bytes_and_pickling(lang):
    doc = marked(lang)
    again, = DocBin(store_user_data=True, docs=[doc]).get_docs(doc.vocab)
    assert read(again) == read(doc)
    again, = DocBin().from_bytes(DocBin(store_user_data=True, docs=[doc]).to_bytes()).get_docs(blank(lang).vocab)
    assert read(again) == read(doc)
    assert read(pickle.loads(pickle.dumps(doc))) == read(doc)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_component_pickles(lang):
    again = pickle.loads(pickle.dumps(Crimes(lang, "zhanbao_crimes")))
    text, spans = annotated(LINES[lang])
    doc = blank(lang)(text)
    doc.ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
    assert read(again(doc)) == read(marked(lang))


def test_factory_and_language():
    nlp = blank("zh")
    pipe = nlp.add_pipe("zhanbao_crimes")
    assert isinstance(pipe, Crimes) and pipe.lang == "zh" and not nlp("没有实体。").user_data
    with pytest.raises(ValueError, match="'de'"):
        Crimes("de", "zhanbao_crimes")


@pytest.mark.parametrize("stored", [False, True])
def test_scores(stored):
    """Right where the main code is as deep as gold's; a category where gold says none is a guess. Also with gold from a DocBin."""
    gold = marked("en")
    a, b, c = (span_key(ent) for ent in gold.ents if ent.label_ == "CRIME")
    gold.user_data[a]["iccs"] = ["07", "0903"]  # shallower: still right
    gold.user_data[b].update(crime="theft", iccs=[])  # another category, no code: a guess
    if stored:
        gold, = DocBin(store_user_data=True, docs=[gold]).get_docs(gold.vocab)
    mine = marked("en")
    scores = score_crimes([Example(mine, gold)])
    assert scores["crime_iccs_acc"] == 1 and scores["crime_iccs_guessed"] == 1 and scores["crime_iccs_wrong"] == 0
    assert scores["crime_crime_acc"] == 0.5 and scores["crime_crime_wrong"] == 0.5 and scores["crime_crime_guessed"] == 0
