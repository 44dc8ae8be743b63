"""The shipped pipelines are those that the corpus and the configs of this checkout make."""

import pytest
import srsly
from conftest import ROOT
from zhanbao.corpus.fingerprint import META_KEY, config_file_fingerprint, corpus_fingerprint

ADVICE = "train and ship again: weasel run all --vars.lang {lang}"


@pytest.fixture(params=["en", "zh"])
def shipped(request):
    return request.param, srsly.read_json(ROOT / "pipeline" / f"{request.param}_zhanbao_sm" / "meta.json")


def test_corpus(shipped):
    lang, meta = shipped
    corpus = ROOT / "corpus" / lang
    assert meta[META_KEY]["corpus"] == corpus_fingerprint(corpus / "train", corpus / "dev"), ADVICE.format(lang=lang)


def test_config(shipped):
    lang, meta = shipped
    assert meta[META_KEY]["config"] == config_file_fingerprint(ROOT / "configs" / f"{lang}_sm.cfg"), ADVICE.format(lang=lang)


def test_scores_are_there(shipped):
    _, meta = shipped
    for scores in (meta["performance"], meta[META_KEY]["test"]):
        assert 0.5 < scores["ents_f"] <= 1.0
        assert set(scores["ents_per_type"]) == {"AGENCY", "OPERATION", "CRIME", "QUANTITY"}


def test_fingerprints_change_with_their_source(tmp_path):
    lot = tmp_path / "train" / "lot.txt"
    lot.parent.mkdir()
    lot.write_text("=== a-1\nOne.\n")
    before = corpus_fingerprint(lot)
    lot.write_text("=== a-1\nTwo.\n")
    assert corpus_fingerprint(lot) != before
    config = (ROOT / "configs" / "en_sm.cfg").read_text()
    (tmp_path / "other.cfg").write_text(config.replace("depth = 4", "depth = 2"))
    assert config_file_fingerprint(tmp_path / "other.cfg") != config_file_fingerprint(ROOT / "configs" / "en_sm.cfg")
    (tmp_path / "same.cfg").write_text(config.replace('train = "corpus/en/train"', 'train = "elsewhere"'))
    assert config_file_fingerprint(tmp_path / "same.cfg") == config_file_fingerprint(ROOT / "configs" / "en_sm.cfg")


def test_the_scores_are_those_of_this_code(shipped):
    """Rules may change after training; whoever changes them ships again, so that meta.json tells the truth."""
    import spacy
    from zhanbao.corpus.reader import create_markup_corpus

    lang, meta = shipped
    nlp = spacy.load(f"{lang}_zhanbao_sm")
    scores = nlp.evaluate(list(create_markup_corpus(ROOT / "corpus" / lang / "test")(nlp)))
    assert scores["ents_f"] == pytest.approx(meta[META_KEY]["test"]["ents_f"], abs=1e-9), ADVICE.format(lang=lang)
