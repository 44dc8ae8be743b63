"""The shipped pipelines: they load by name, read both languages, and survive what spaCy does to pipelines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
import zhanbao
from conftest import ROOT
from spacy.tokens import DocBin
from zhanbao.export.records import FORMS
from zhanbao.labels import LABELS

NAMES = {"en": "en_zhanbao_sm", "zh": "zh_zhanbao_sm"}
TEXTS = {lang: [p.read_text(encoding="utf8") for p in sorted((ROOT / "examples" / "reports").glob(f"{lang}-*.txt"))] for lang in NAMES}


@pytest.fixture(scope="module", params=sorted(NAMES))
def nlp(request):
    return spacy.load(NAMES[request.param])


def read(docs):
    """Spans and data as plain JSON: msgpack gives lists back as tuples."""
    out = []
    for doc in docs:
        ents = [(e.start_char, e.end_char, e.label_, e.kb_id_, e.id_) for e in doc.ents]
        out.append((ents, json.loads(json.dumps(list(doc.user_data.items())))))
    return out


def test_reads_the_examples(nlp):
    spans = [e for doc in nlp.pipe(TEXTS[nlp.lang]) for e in doc.ents]
    assert {e.label_ for e in spans} == set(LABELS)


def test_every_span_says_what_made_it(nlp):
    for doc in nlp.pipe(TEXTS[nlp.lang]):
        for e in doc.ents:
            assert doc.user_data["zhanbao.span", e.label_, e.start_char, e.end_char]["source"] in ("model", "edge_rules", "quantity_rules")


def test_every_span_has_its_normal_form(nlp):
    for doc in nlp.pipe(TEXTS[nlp.lang]):
        for e in doc.ents:
            form = doc.user_data["zhanbao.span", e.label_, e.start_char, e.end_char]
            assert set(FORMS[e.label_]) <= set(form)
            if e.label_ == "CRIME":
                assert (e.kb_id_, e.id_) == ((form["iccs"] or [""])[0], form["crime"] or "")
            if e.label_ == "OPERATION":
                assert e.id_ == form["operation"]


def test_survives_disk_bytes_and_two_processes(nlp, tmp_path):
    texts = TEXTS[nlp.lang] * 3
    expected = read(nlp.pipe(texts))
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")
    assert read(again.pipe(texts)) == expected
    assert read(spacy.blank(nlp.lang, config=nlp.config).from_bytes(nlp.to_bytes()).pipe(texts)) == expected
    assert read(nlp.pipe(texts, n_process=2)) == expected


def test_user_data_survives_docbin(nlp):
    docs = list(nlp.pipe(TEXTS[nlp.lang]))
    again = list(DocBin().from_bytes(DocBin(docs=docs, store_user_data=True).to_bytes()).get_docs(nlp.vocab))
    assert read(again) == read(docs)


@pytest.mark.parametrize("name", NAMES.values())
def test_loads_by_name_in_a_fresh_process(name, tmp_path):
    code = f"import spacy; nlp = spacy.load({name!r}); print(nlp.meta['version'])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert result.stdout.strip() == zhanbao.__version__, result.stderr


@pytest.mark.parametrize("name", NAMES.values())
def test_small_enough(name):
    folder = ROOT / "pipeline" / name
    assert sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) < 50_000_000


def test_memory_zone(nlp):
    with nlp.memory_zone():
        assert nlp(TEXTS[nlp.lang][0]).ents


def test_empty_and_odd_texts(nlp):
    for text in ("", " ", "\n\n", "。", "1", "\u3000", "🙂", "a" * 2000, "一" * 2000):
        assert nlp(text).text == text


def test_paths_of_meta_do_not_leak(nlp):
    assert str(Path.home()) not in str(nlp.meta)
