"""Augmenters: whatever they do to a text, its spans go with it."""

import random

import pytest
from zhanbao.corpus.augment import create_both, create_exchange, create_page_noise, segments_of
from zhanbao.corpus.reader import create_markup_corpus
from zhanbao.tokenization import blank

LOTS = {
    "en": "=== a-1\nThe [A:Dalian Police] and the [A:Fuxin Police] solved [C:theft] and [C:fraud]. Then, year-on-year, “[O:Thunder]” began.\n",
    "zh": "=== a-1\n[A:大连警方]和[A:阜新警方]在“[O:雷霆]”中侦破[C:盗窃]、[C:诈骗]案12。\n",
}


@pytest.fixture(params=["en", "zh"])
def lot(request, tmp_path):
    path = tmp_path / request.param / "train" / "lot.txt"
    path.parent.mkdir(parents=True)
    path.write_text(LOTS[request.param], encoding="utf8")
    random.seed(7)
    return blank(request.param), path


def test_segments_are_the_text(lot):
    nlp, path = lot
    example = next(iter(create_markup_corpus(path)(nlp)))
    segments = segments_of(example.reference)
    assert "".join(text for text, _ in segments) == example.text
    assert [(text, label) for text, label in segments if label] == [(e.text, e.label_) for e in example.reference.ents]


def test_exchange_gives_a_second_report_with_other_names(lot):
    nlp, path = lot
    corpus = create_markup_corpus(path, augmenter=create_exchange(path, level=1.0, rate=1.0))
    seen = set()
    for _ in range(20):
        first, second = corpus(nlp)
        assert first.text != "" and [e.label_ for e in second.reference.ents] == [e.label_ for e in first.reference.ents]
        names = {e.text for e in first.reference.ents}
        assert {e.text for e in second.reference.ents} <= names
        seen.add(second.text)
    assert len(seen) > 1


def test_page_noise_changes_the_page_and_keeps_the_spans(lot):
    nlp, path = lot
    corpus = create_markup_corpus(path, augmenter=create_page_noise(level=1.0))
    original = next(iter(create_markup_corpus(path)(nlp)))
    texts = set()
    for _ in range(30):
        (example,) = corpus(nlp)
        texts.add(example.text)
        assert [e.label_ for e in example.reference.ents] == [e.label_ for e in original.reference.ents]
        assert example.reference.text == example.predicted.text
    assert len(texts) > 3


def test_switched_off_nothing_happens(lot):
    nlp, path = lot
    (example,) = create_markup_corpus(path, augmenter=create_both(path, exchange=0.0, noise=0.0))(nlp)
    assert example.text == next(iter(create_markup_corpus(path)(nlp))).text


CLAIMED = {
    "en": """=== b-1
In May the [A:Dalian Police] cracked [Q:12] [C:theft] cases, and seized [Q:30] phones.
> 12 | action=cracked | counted=cases | measure=cases | crimes=theft | agency=Dalian Police | period=In May
> 30 | action=seized | counted=phones | measure=goods | crimes=theft | agency=Dalian Police | period=In May
They found [Q:2] bags.
> 2 | action=found | counted=bags | measure=goods | agency=Dalian Police
""",
    "zh": """=== b-1
5月[A:大连警方]破获[C:盗窃]案件[Q:12起]，缴获手机[Q:30部]。
> 12起 | action=破获 | counted=案件 | measure=cases | crimes=盗窃 | agency=大连警方 | period=5月
> 30部 | action=缴获 | counted=手机 | measure=goods | crimes=盗窃 | agency=大连警方 | period=5月
""",
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_claims_go_with_the_text(lang, tmp_path):
    path = tmp_path / lang / "train" / "lot.txt"
    path.parent.mkdir(parents=True)
    path.write_text(CLAIMED[lang] + LOTS[lang], encoding="utf8")
    random.seed(3)
    corpus = create_markup_corpus(path, augmenter=create_both(path, exchange=1.0, rate=0.7, noise=1.0))
    texts = set()
    for _ in range(15):
        for example in corpus(blank(lang)):
            text, claims = example.reference.text, example.reference.user_data["zhanbao.claims"]
            ents = example.reference.ents
            spans = {label: {(e.start_char, e.end_char) for e in ents if e.label_ == label} for label in ("AGENCY", "CRIME", "QUANTITY")}
            if not claims:
                continue
            texts.add(text)
            words = [[text[slice(*claim[name])] for name in ("action", "counted")] for claim in claims]
            assert words == {"en": [["cracked", "cases"], ["seized", "phones"], ["found", "bags"]], "zh": [["破获", "案件"], ["缴获", "手机"]]}[lang]
            for claim in claims:
                assert tuple(claim["quantity"]) in spans["QUANTITY"] and tuple(claim["agency"]) in spans["AGENCY"]
                assert all(tuple(place) in spans["CRIME"] for place in claim["crimes"])
    assert len(texts) > 3
