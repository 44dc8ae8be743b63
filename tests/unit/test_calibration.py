"""The confidence of claims: after calibration it means what it says."""

import random

import pytest
import spacy
from spacy.training import Example
from zhanbao.components.claims.calibration import NEUTRAL, calibrated, create_calibrate, fit, judge
from zhanbao.corpus.docs import CLAIMS, to_doc
from zhanbao.corpus.markup import parse
from zhanbao.evaluation.run import claim_scores, evaluate
from zhanbao.evaluation.spans import reliability
from zhanbao.tokenization import blank

LOT = """\
=== c-1
The [A:Fuxin Police] solved [Q:two] [C:theft] cases and arrested [Q:nine] suspects.
> two | action=solved | counted=cases | measure=cases | crimes=theft | agency=Fuxin Police
> nine | action=arrested | counted=suspects | measure=suspects | crimes=theft | agency=Fuxin Police
""".split("\n")


def overconfident(n=2000):
    """Beliefs that are right less often than they say."""
    rng = random.Random(0)
    for _ in range(n):
        belief = rng.uniform(0.02, 0.98)
        yield belief, rng.random() < belief**2


def test_calibration_brings_belief_and_truth_together():
    judged = list(overconfident())
    curve = fit(judged)
    before, after = reliability(judged)["ece"], reliability([(calibrated(b, curve), good) for b, good in judged])["ece"]
    assert before > 0.12 and after < 0.05


def test_the_order_of_claims_stays():
    curve = fit(overconfident())
    values = [calibrated(belief, curve) for belief in (0.0, 0.1, 0.5, 0.9, 1.0)]
    assert values == sorted(values) and 0 < values[0] and values[-1] < 1


@pytest.mark.parametrize("judged", [[], [(0.5, True)] * 10, [(0.5, True)] * 200])
def test_too_little_settles_nothing(judged):
    assert fit(judged) == NEUTRAL


def examples(change=lambda claim: claim):
    nlp = blank("en")
    gold = to_doc(next(iter(parse(LOT, "corpus/en/train/lot.txt", "en"))), nlp.make_doc)
    doc = nlp.make_doc(gold.text)
    doc.ents = [doc.char_span(e.start_char, e.end_char, label=e.label_) for e in gold.ents]
    doc.user_data[CLAIMS] = [change({**claim, "confidence": 0.7}) for claim in gold.user_data[CLAIMS]]
    return [Example(doc, gold)]


def test_judges_whole_claims():
    assert list(judge(examples()[0])) == [(0.7, True)] * 2
    without = examples(lambda claim: {**claim, "agency": None})
    assert list(judge(without[0])) == [(0.7, False)] * 2


def test_scores_of_claims_for_the_card():
    right = claim_scores(examples(), 20)
    assert (right["whole"], right["interval"], right["n"], right["fields"]["agency"]) == (1.0, [1.0, 1.0], 2, 1.0)
    wrong = claim_scores(examples(lambda claim: {**claim, "agency": None}), 20)
    assert (wrong["whole"], wrong["found"], wrong["fields"]["agency"], wrong["fields"]["crimes"]) == (0.0, 1.0, 0.0, 1.0)


def test_the_callback_fits_and_goes_on(tmp_path):
    path = tmp_path / "en" / "dev" / "lot.txt"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(line for n in range(40) for line in [f"=== c-{n}", *LOT[1:]]), encoding="utf8")
    nlp = blank("en")
    ner = nlp.add_pipe("entity_ruler")
    config = {"model": {"tok2vec": {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 96, "depth": 1, "embed_size": 100,
                                    "window_size": 1, "maxout_pieces": 2, "subword_features": True}}}
    claims = nlp.add_pipe("zhanbao_claims", config=config)
    nlp.initialize()
    labels = {"two": "QUANTITY", "nine": "QUANTITY", "Fuxin Police": "AGENCY"}
    ner.add_patterns([{"label": label, "pattern": words} for words, label in labels.items()])
    seen = []
    create_calibrate(path, lambda nlp: seen.append(nlp) or nlp)(nlp)
    assert seen == [nlp] and len(claims.calibration) == 2
    nlp.to_disk(tmp_path / "model")
    assert spacy.load(tmp_path / "model").get_pipe("zhanbao_claims").calibration == claims.calibration
    scores, _ = evaluate(nlp, path, 10)
    assert scores["claims"]["n"] == 80 and 0 <= scores["reliability"]["ece"] <= 1
