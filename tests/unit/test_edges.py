"""Span edges: what a recogniser drew, and what the guidelines draw. `[X:…]` is the guess, the second line the outcome."""

import pytest
from conftest import annotated
from zhanbao.components.edges.component import Edges
from zhanbao.components.edges.rules import repair
from zhanbao.tokenization import blank

CASES = [
    # Quotes: outside when the whole span is the quoted text, inside when the head noun stands behind them, never one alone.
    ("en", "the [O:“Summer Operation”] began", "the “[O:Summer Operation]” began"),
    ("en", 'the [O:"100 -day action"] began', 'the "[O:100 -day action]" began'),
    ("en", "the “[O:thunder]” action to protect grain", "the [O:“thunder” action] to protect grain"),
    ("en", "the “[O:Clean Net 2022]” special operation", "the [O:“Clean Net 2022” special operation]"),
    ("en", 'the "[O:Hundred Days"] promotion meeting', 'the "[O:Hundred Days]" promotion meeting'),
    ("en", "the [O:“thunder\" action] began", "the [O:“thunder\" action] began"),
    ("zh", "在“[O:净网2022]”专项行动中", "在[O:“净网2022”专项行动]中"),
    ("zh", "在[O:“净网2022”]中", "在“[O:净网2022]”中"),
    ("zh", "夏季治安打击整治[O:“百日行动]”期间", "夏季治安打击整治“[O:百日行动]”期间"),
    ("zh", "[O:夏季治安打击整治“百日行动”]期间", "[O:夏季治安打击整治“百日行动”]期间"),
    ("zh", "多起[C:“捡钱分钱”诈骗]案", "多起[C:“捡钱分钱”诈骗]案"),
    ("zh", "开展[O:“净网2018”“护网2018”专项行动]，", "开展“[O:净网2018]”[O:“护网2018”专项行动]，"),
    ("zh", "“[O:亮剑”行动]共破获", "[O:“亮剑”行动]共破获"),
    ("zh", "在[O:“昆仑2024”统领下侦办食品]犯罪", "在“[O:昆仑2024]”统领下侦办食品犯罪"),
    ("zh", "[O:冬季治安整治“百日会战”打响不久]，", "[O:冬季治安整治“百日会战”]打响不久，"),
    ("zh", "[O:打击整治网络谣言专项行动以来]，", "[O:打击整治网络谣言专项行动]以来，"),
    ("zh", "开展[O:专项行动]，", "开展专项行动，"),
    ("en", "The “[O:100-day” special action] began", "The [O:“100-day” special action] began"),
    ("en", "the [O:special operation] began", "the special operation began"),
    # Determiners, white space and punctuation stay out.
    ("en", "[A:the Dalian police.]", "the [A:Dalian police]."),
    ("en", "by [A:our city's public security organs]", "by our [A:city's public security organs]"),
    ("zh", "[A:该县公安局]，", "该[A:县公安局]，"),
    ("en", "by the [A:traffic security branch police] hands", "by the [A:traffic security branch] police hands"),
    ("zh", "由[A:县公安局刑侦大队大队长]带队", "由[A:县公安局刑侦大队]大队长带队"),
    ("zh", "多起“[C:捡钱分钱]”[C:诈骗]案", "多起[C:“捡钱分钱”诈骗]案"),
    ("zh", "处置[C:凶杀暴力以及传播谣言]等", "处置[C:凶杀暴力]以及[C:传播谣言]等"),
    # A campaign's office is one body.
    ("en", "the “[O:Clean Net]” [A:Office of the Fuxin Bureau]", "the [A:“Clean Net” Office of the Fuxin Bureau]"),
    ("zh", "全国“[O:扫黄打非]”[A:办公室]通报", "全国[A:“扫黄打非”办公室]通报"),
    # A body has a head noun; a place alone is none.
    ("en", "in the [A:Beijing-Tianjin-Hebei] area", "in the Beijing-Tianjin-Hebei area"),
    ("zh", "在[A:南昌县八一乡]抓获", "在南昌县八一乡抓获"),
    # The category of offence alone.
    ("en", "22 [C:evil forces gangs] were cracked", "22 [C:evil forces] gangs were cracked"),
    ("en", "tackling [C:drug related crime]", "tackling [C:drug] related crime"),
    ("en", "suspects of [C:illegal crimes]", "suspects of illegal crimes"),
    ("en", "[C:violent crime] fell", "[C:violent crime] fell"),
    ("zh", "一起[C:特大盗窃案件]", "一起特大[C:盗窃]案件"),
    ("zh", "[C:网络犯罪]和[C:违法犯罪]", "[C:网络犯罪]和违法犯罪"),
    ("zh", "[C:造谣传谣线索]", "[C:造谣传谣]线索"),
    ("en", "who [C:stole phones. Police said] so", "who stole phones. Police said so"),
    # Figures are left to the figures' own component.
    ("en", "seized [Q:the 30 kg]", "seized [Q:the 30 kg]"),
]


@pytest.mark.parametrize("lang, guess, outcome", CASES, ids=[guess for _, guess, _ in CASES])
def test_edges(lang, guess, outcome, tokenizers):
    text, spans = annotated(guess)
    assert annotated(outcome)[0] == text
    doc = tokenizers[lang](text)
    doc.ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
    doc = Edges(lang)(doc)
    assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == annotated(outcome)[1]
    for ent in doc.ents:
        changed = (ent.start_char, ent.end_char, ent.label_) not in spans
        key = ("zhanbao.span", ent.label_, ent.start_char, ent.end_char)
        assert doc.user_data.get(key, {}).get("source") == ("edge_rules" if changed else None)


def test_annotated_spans_stay_as_they_are(root):
    """The rules are the guidelines' own: what people annotated by them is not touched, but for a handful in ten thousand."""
    from zhanbao.corpus.lots import find_files, read_reports

    touched, total = [], 0
    for lang in ("en", "zh"):
        for file in find_files(root / "corpus" / lang):
            for report in read_reports(file):
                for span in report.spans:
                    if span.label != "QUANTITY":
                        total += 1
                        if repair(report.text, span.start, span.end, span.label, lang) != [(span.start, span.end)]:
                            touched.append(f"{file.name}:{span.line} {span.text}")
    assert len(touched) < 0.003 * total, "\n".join(touched)


def test_a_foreign_tokenizer_keeps_the_guess():
    from spacy.tokens import Doc

    nlp = blank("en")
    doc = Doc(nlp.vocab, words=["case", "of", "theft,and"])
    doc.ents = [doc.char_span(8, 17, label="CRIME")]
    assert [e.text for e in Edges("en")(doc).ents] == ["theft,and"]


def test_other_languages_are_refused():
    with pytest.raises(ValueError, match="reads 'en' and 'zh'"):
        Edges("de")
