"""The corpus format: what it says, what it refuses, and that nothing is lost on the way there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhanbao.corpus.docs import from_doc, to_doc
from zhanbao.corpus.markup import MarkupError, Report, Sentence, Span, dump, parse, parse_line

REPORT = """\
=== dalian-test-2021
# register: press release
# place: 210200
The [A:Dalian Public Security Bureau] broke up [Q:two] gangs [C:selling drugs].\\
> two | action=broke up | counted=gangs | measure=gangs | crimes=selling drugs | agency=Dalian Public Security Bureau
In 2021, [C:drug] cases fell by [Q:14%]year -on -year, [C:drug] deaths too.
> 14% | counted=cases | measure=cases | crimes=drug@1 | agency=Dalian Public Security Bureau | period=In 2021 | change=down/year

\\#hashtag \\[a literal bracket\\], tel. [-:0411-5550123]
""".split("\n")[:-1]


def one(lines, lang="en"):
    return next(parse(lines, "file.txt", lang))


def test_text_spans_and_joins():
    report = one(REPORT)
    assert report.text == (
        "The Dalian Public Security Bureau broke up two gangs selling drugs.In 2021, drug cases fell by 14%year -on -year, "
        "drug deaths too.\n#hashtag [a literal bracket], tel. 0411-5550123"
    )
    assert [(s.label, s.text) for s in report.spans] == [
        ("AGENCY", "Dalian Public Security Bureau"), ("QUANTITY", "two"), ("CRIME", "selling drugs"), ("CRIME", "drug"),
        ("QUANTITY", "14%"), ("CRIME", "drug"),
    ]
    assert all(report.text[s.start:s.end] == s.text for s in (*report.spans, *report.excused))
    assert [s.text for s in report.excused] == ["0411-5550123"]
    assert report.meta == {"register": "press release", "place": "210200"}


def test_chinese_sentences_are_joined_without_a_space():
    report = one(["=== a-1", "[A:大连市公安局]通报。", "破获[C:盗窃]案[Q:3起]。", "> 3起 | action=破获 | crimes=盗窃"], "zh")
    assert report.text == "大连市公安局通报。破获盗窃案3起。"


def test_claims_point_at_the_nearest_words():
    report = one(REPORT)
    text = report.text
    first, second = report.claims
    assert text[slice(*first["action"])] == "broke up" and first["change"] is None
    assert second["crimes"] == [(text.index("drug cases"), text.index("drug cases") + 4)]
    assert text[slice(*second["agency"])] == "Dalian Public Security Bureau"
    assert second["change"] == {"direction": "down", "base": "year"}


def test_dump_gives_the_same_lines():
    assert dump(one(REPORT)).split("\n")[:-1] == [line.replace("drug@1", "drug") for line in REPORT]


def test_through_docs_and_back(tokenizers):
    report = one(REPORT)
    again = from_doc(to_doc(report, tokenizers["en"]), "en")
    assert dump(again) == dump(report)


@pytest.mark.parametrize("line, message", [
    ("a [C:theft", "not closed"),
    ("a theft] b", "closes no span"),
    ("a [X:theft]", "opens no span"),
    ("[C:a [Q:2] b]", "do not nest"),
    ("[C:]", "empty span"),
    ("a space at the end ", "ends in a space"),
])
def test_broken_markup_is_refused_with_its_line(line, message):
    with pytest.raises(MarkupError, match=message) as caught:
        one(["=== a-1", "Fine.", line])
    assert (caught.value.path, caught.value.line) == ("file.txt", 3)


@pytest.mark.parametrize("claim, message", [
    ("> 3", "'2'"),
    ("> 2 | place=here", "unknown claim field"),
    ("> 2 | measure=things", "unknown measure"),
    ("> 2 | change=sideways", "unknown change"),
    ("> 2 | counted=gangs", "no words of this text"),
    ("> 2 | agency=The bureau", "no AGENCY span"),
    ("> 2 | action=held | action=held", "stands twice"),
])
def test_broken_claims_are_refused_with_their_line(claim, message):
    with pytest.raises(MarkupError, match=message) as caught:
        one(["=== a-1", "The bureau held [Q:2] thieves.", claim])
    assert caught.value.line == 3


def test_a_figure_without_a_claim_is_refused():
    with pytest.raises(MarkupError, match="has no claim line"):
        one(["=== a-1", "The bureau held [Q:2] thieves."])


def test_all_faults_are_collected_when_wanted():
    errors = []
    list(parse(["=== Bad Id", "a ] b", "=== a-2", "[Q:2]"], "file.txt", "en", errors))
    assert [error.line for error in errors] == [1, 2, 1, 4]


texts = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=60)


@given(texts, st.data())
def test_any_text_survives(text, data):
    """Whatever a sentence holds (brackets, backslashes, line ends, blanks), dump and parse give it back, with its span."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span("CRIME", start, end, text[start:end])
    report = Report("a-1", "en", text, spans=[span], sentences=[Sentence(0, len(text))])
    again = one(dump(report).split("\n")[:-1])
    assert again.text == text
    assert [(s.start, s.end, s.label) for s in again.spans] == [(start, end, "CRIME")]


def test_a_line_glued_to_the_next():
    assert parse_line("seized.\\") == ("seized.", [], True)
    assert parse_line("a\\\\")[0] == "a\\"
