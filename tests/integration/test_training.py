"""Overfit and reload: each config learns a handful of sentences by heart, and still knows them from the disk."""

from pathlib import Path

import pytest
import spacy
from conftest import ROOT
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config
from zhanbao.corpus.reader import create_markup_corpus

SENTENCES = {
    "en": """\
=== overfit-1
# register: test
# place: -
The [A:Fuxin Public Security Bureau] solved [Q:two] cases of [C:theft] in the [O:“Thunder” action].
> two | action=solved | counted=cases | measure=cases | crimes=theft | agency=Fuxin Public Security Bureau | operation=“Thunder” action

The [A:provincial public security organs] seized [Q:more than 30] cars.
> more than 30 | action=seized | counted=cars | measure=vehicles | agency=provincial public security organs
Weather is fine, and the bureau said nothing.
""",
    "zh": """\
=== overfit-1
# register: test
# place: -
[A:阜新市公安局]在[O:“雷霆”行动]中侦破[C:盗窃]案[Q:两起]。
> 两起 | action=侦破 | counted=案 | measure=cases | crimes=盗窃 | agency=阜新市公安局 | operation=“雷霆”行动

[A:全省公安机关]缴获汽车[Q:30余辆]。
> 30余辆 | action=缴获 | counted=汽车 | measure=vehicles | agency=全省公安机关
天气晴好，该局没有消息。
""",
}


def overfit(config: Path, lang: str, folder: Path, **overrides) -> None:
    corpus = folder / lang / "train" / "lot.txt"
    corpus.parent.mkdir(parents=True)
    corpus.write_text(SENTENCES[lang], encoding="utf8")
    settings = {
        "paths.train": str(corpus), "paths.dev": str(corpus), "training.max_steps": 120, "training.eval_frequency": 60,
        "training.dropout": 0.0, **overrides,
    }
    nlp = init_nlp(load_config(config, overrides=settings))
    (folder / "out").mkdir()
    train(nlp, folder / "out")
    again = spacy.load(folder / "out" / "model-last")
    for example in create_markup_corpus(corpus)(again):
        gold = [(e.start_char, e.end_char, e.label_) for e in example.reference.ents]
        for pipeline in (nlp, again):
            assert [(e.start_char, e.end_char, e.label_) for e in pipeline(example.text).ents] == gold


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_small_configs(lang, tmp_path):
    overfit(ROOT / "configs" / f"{lang}_sm.cfg", lang, tmp_path)


def tiny_transformer(folder: Path) -> Path:
    """A randomly initialised BERT of two thin layers, with a vocabulary of characters, as a hub would have it on disk."""
    transformers = pytest.importorskip("transformers")
    folder.mkdir()
    chars = sorted({char for text in SENTENCES.values() for char in text.lower() if not char.isspace()})
    vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *chars, *(f"##{char}" for char in chars)]
    (folder / "vocab.txt").write_text("\n".join(vocab), encoding="utf8")
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(vocab), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_transformer_configs(lang, tmp_path):
    pytest.importorskip("spacy_transformers", reason="the extra 'trf' is not installed")
    weights = tiny_transformer(tmp_path / "weights")
    overfit(
        ROOT / "configs" / f"{lang}_trf.cfg", lang, tmp_path,
        **{"paths.transformer": str(weights), "training.max_steps": 400, "training.eval_frequency": 200,
           "training.optimizer.learn_rate.initial_rate": 0.003, "training.optimizer.learn_rate.warmup_steps": 10},
    )
