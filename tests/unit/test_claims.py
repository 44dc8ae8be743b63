"""Claims: periods and comparisons by rules, the network's gradients, and that it learns what stands in a corpus."""

import json

import numpy
import pytest
import spacy
from spacy.tokens import DocBin
from spacy.training import Example
from zhanbao.components.claims.candidates import candidates_of
from zhanbao.components.claims.change import find_change
from zhanbao.components.claims.network import Batch
from zhanbao.components.claims.periods import find_periods
from zhanbao.components.claims.scorer import is_right, score_claims
from zhanbao.components.claims.targets import gradients, group_softmax, targets_of
from zhanbao.corpus.docs import CLAIMS
from zhanbao.corpus.reader import create_markup_corpus
from zhanbao.labels import MEASURES

REPORTS = {
    "en": """\
=== claims-1
# place: 210900
In 2023, the [A:Fuxin Public Security Bureau] solved [Q:two] cases of [C:theft] in the [O:“Thunder” action] and arrested [Q:nine] suspects.
> two | action=solved | counted=cases | measure=cases | crimes=theft | agency=Fuxin Public Security Bureau | period=In 2023
> nine | action=arrested | counted=suspects | measure=suspects | crimes=theft | agency=Fuxin Public Security Bureau | period=In 2023
The [A:provincial public security organs] seized [Q:more than 30] cars; [C:gambling] fell by [Q:14%] year-on-year.
> more than 30 | action=seized | counted=cars | measure=vehicles | agency=provincial public security organs | period=In 2023
> 14% | measure=cases | crimes=gambling | agency=provincial public security organs | period=In 2023 | change=down/year
""",
    "zh": """\
=== claims-1
# place: 210900
今年以来，[A:阜新市公安局]在[O:“雷霆”行动]中侦破[C:盗窃]案[Q:两起]，抓获嫌疑人[Q:9名]。
> 两起 | action=侦破 | counted=案 | measure=cases | crimes=盗窃 | agency=阜新市公安局 | operation=“雷霆”行动 | period=今年以来
> 9名 | action=抓获 | counted=嫌疑人 | measure=suspects | crimes=盗窃 | agency=阜新市公安局 | operation=“雷霆”行动 | period=今年以来
[A:全省公安机关]缴获汽车[Q:30余辆]，[C:赌博]案件同比下降[Q:14%]。
> 30余辆 | action=缴获 | counted=汽车 | measure=vehicles | agency=全省公安机关 | period=今年以来
> 14% | counted=案件 | measure=cases | crimes=赌博 | agency=全省公安机关 | period=今年以来 | change=down/year
""",
}


@pytest.fixture(params=["en", "zh"])
def trained(request, tmp_path_factory):
    """A pipeline of token vectors and claims that knows one report by heart, and the report."""
    lang = request.param
    path = tmp_path_factory.mktemp(lang) / lang / "lot.txt"
    path.parent.mkdir()
    path.write_text(REPORTS[lang], encoding="utf8")
    name = {"en": "zhanbao.EnglishTokenizer.v1", "zh": "zhanbao.ChineseTokenizer.v1"}[lang]
    nlp = spacy.blank(lang, config={"nlp": {"tokenizer": {"@tokenizers": name}}})
    nlp.add_pipe("tok2vec", config={"model": {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 96, "depth": 2,
                                              "embed_size": 500, "window_size": 1, "maxout_pieces": 2, "subword_features": True}})
    nlp.add_pipe("zhanbao_claims")
    corpus = create_markup_corpus(path)
    spacy.util.fix_random_seed(0)
    optimizer = nlp.initialize(lambda: list(corpus(nlp)))
    for _ in range(150):
        nlp.update(list(corpus(nlp)), sgd=optimizer)
    return nlp, list(corpus(nlp))[0]


def claims(nlp, example):
    """The claims that a pipeline makes of an annotated report's spans."""
    doc = nlp.make_doc(example.text)
    doc.ents = [doc.char_span(e.start_char, e.end_char, label=e.label_) for e in example.reference.ents]
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    return doc


def test_learns_a_report_by_heart_and_survives_the_disk(trained, tmp_path):
    nlp, example = trained
    doc = claims(nlp, example)
    scores = score_claims([Example(doc, example.reference)])
    assert scores["claims_whole_f"] == 1.0
    assert scores["claims_measure_acc"] == scores["claims_action_acc"] == scores["claims_period_acc"] == 1.0
    nlp.to_disk(tmp_path / "nlp")
    again = claims(spacy.load(tmp_path / "nlp"), example)
    assert again.user_data[CLAIMS] == doc.user_data[CLAIMS]


def test_every_place_of_a_claim_is_in_the_text(trained):
    nlp, example = trained
    doc = claims(nlp, example)
    ents = {(e.start_char, e.end_char): e.label_ for e in doc.ents}
    assert len(doc.user_data[CLAIMS]) == sum(label == "QUANTITY" for label in ents.values())
    for claim in doc.user_data[CLAIMS]:
        assert ents[tuple(claim["quantity"])] == "QUANTITY"
        assert claim["measure"] in MEASURES and 0 <= claim["confidence"] <= 1
        for field, label in (("agency", "AGENCY"), ("operation", "OPERATION")):
            assert claim[field] is None or ents[tuple(claim[field])] == label
        assert all(ents[tuple(place)] == "CRIME" for place in claim["crimes"])
        for field in ("counted", "action", "period"):
            assert claim[field] is None or doc.text[slice(*claim[field])].strip()


def test_claims_are_plain_data(trained):
    nlp, example = trained
    doc = claims(nlp, example)
    again = list(DocBin(store_user_data=True).from_bytes(DocBin(docs=[doc], store_user_data=True).to_bytes()).get_docs(nlp.vocab))[0]
    assert json.loads(json.dumps(again.user_data[CLAIMS])) == doc.user_data[CLAIMS]


def test_gradients_are_those_of_the_loss(trained):
    nlp, example = trained
    pipe = nlp.get_pipe("zhanbao_claims")
    mine = pipe._gold_candidates(example)
    targets = targets_of(example.predicted, mine, example.reference.user_data[CLAIMS])
    rng = numpy.random.default_rng(0)
    X = rng.normal(size=(len(example.predicted), 96)).astype("f")

    def loss(vectors):
        batch = Batch(pipe.model, vectors, numpy.array([0]), [mine], False)
        gradient, value = gradients(batch, [targets])
        return batch, gradient, value

    batch, gradient, _ = loss(X)
    analytic = batch.backprop(gradient)
    for row in mine.figures[:, 0].tolist():
        for column in (3, 40):
            nudge = numpy.zeros_like(X)
            nudge[row, column] = 1e-2
            # Gradients are summed over the figures, the loss is their mean.
            numeric = len(mine.figures) * (loss(X + nudge)[2] - loss(X - nudge)[2]) / 2e-2
            assert numeric == pytest.approx(analytic[row, column], abs=1e-2, rel=0.05)


def test_softmax_over_groups():
    given = group_softmax(numpy.array([0.0, 1.0, 5.0], dtype="f"), numpy.array([0, 0, 2]))
    assert given[:2].sum() == pytest.approx(1.0) and given[2] == pytest.approx(1.0)


def test_no_figure_no_claim(trained):
    nlp, _ = trained
    doc = nlp.make_doc("x")
    assert len(candidates_of(doc, nlp.lang).figures) == 0
    for text in ("", "x", "天气晴好。"):
        doc = nlp(text)
        assert doc.user_data.get(CLAIMS, []) == []


def test_nothing_to_learn_is_an_error():
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("zhanbao_claims")
    doc = nlp.make_doc("Fuxin police here.")
    doc.ents = [doc.char_span(0, 12, label="AGENCY")]
    with pytest.raises(ValueError, match="no example has a QUANTITY with a claim"):
        nlp.initialize(lambda: [Example(doc, doc.copy())])


def test_has_its_size_without_a_corpus():
    nlp = spacy.blank("zh")
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("zhanbao_claims")
    nlp.initialize()
    assert nlp("x").user_data[CLAIMS] == []


PERIODS = [
    ("en", "In the first half of 2023, police arrested 9.", ["In the first half of 2023"]),
    ("en", "Since the “Thunder” action was launched in March, 30 cars were seized.", ["Since the “Thunder” action was launched in March"]),
    ("en", "As of November 30, the province seized 2,017 guns.", ["As of November 30"]),
    ("zh", "今年1至6月，全市破案9起。截至11月30日，缴枪3支。", ["今年1至6月", "截至11月30日"]),
    ("zh", "“雷霆”行动开展以来，抓获9名。", ["“雷霆”行动开展以来"]),
]


@pytest.mark.parametrize("lang, text, wanted", PERIODS)
def test_periods(lang, text, wanted):
    assert [text[start:end] for start, end in find_periods(text, lang)] == wanted


UP, DOWN = "up", "down"
CHANGES = [
    ("en", "Thefts fell by |14%| year-on-year.", [(DOWN, "year")]),
    ("en", "Cases and arrests rose by |59%| and |35%| respectively over the same period last year.", [(UP, "year"), (UP, "year")]),
    ("en", "They set up |9| groups and broke up |3| gangs.", [None, None]),
    ("en", "a month-on-month decrease of |8.8%|", [(DOWN, "month")]),
    ("zh", "案件同比下降|14%|，破案率上升|3个百分点|。", [(DOWN, "year"), (UP, "year")]),
    ("zh", "同比分别上升|59%|、|35%|。", [(UP, "year"), (UP, "year")]),
    ("zh", "抓获|9名|，缴获|3支|。", [None, None]),
    ("zh", "环比减少|两成|", [(DOWN, "month")]),
]


@pytest.mark.parametrize("lang, marked, wanted", CHANGES)
def test_changes(lang, marked, wanted):
    parts = marked.split("|")
    text, figures, at = "".join(parts), [], 0
    for number, part in enumerate(parts):
        if number % 2:
            figures.append((at, at + len(part)))
        at += len(part)
    units = [3 if text[end - 1] in "%点成" else 1 for _, end in figures]
    found = find_change(text, figures, units, lang)
    assert [(c["direction"], c["base"]) if c else None for c in found] == wanted


def test_a_reference_is_right_by_place_or_by_words():
    nlp = spacy.blank("en")
    doc = nlp("Fuxin police and Fuxin police and Dalian police")
    claim = {"agency": [0, 12], "crimes": [], "counted": [0, 5], "change": None}
    assert is_right("agency", claim, {"agency": [17, 29]}, doc, doc)
    assert not is_right("agency", claim, {"agency": [34, 47]}, doc, doc)
    assert not is_right("agency", claim, {"agency": None}, doc, doc)
    assert not is_right("counted", claim, {"counted": [17, 22]}, doc, doc)
    assert is_right("change", claim, {"change": None}, doc, doc) and is_right("crimes", claim, {"crimes": []}, doc, doc)
