"""Every offset in every table points at the very words: over the whole corpus as annotated, and as the shipped pipelines read its test split."""

from pathlib import Path

import pytest
import spacy
from zhanbao.corpus.docs import to_doc
from zhanbao.corpus.lots import read_corpus
from zhanbao.export.records import record_of
from zhanbao.export.tables import columns, rows_of
from zhanbao.tokenization import blank

CORPUS = Path(__file__).parents[2] / "corpus"
PLACED = ("counted", "action", "period")


def rows(table, record):
    return [dict(zip(columns()[table], row)) for row in rows_of(table, record)]


def hold(record):
    """Assert of one record that all its rows point at the words they say. RETURNS: number of claims."""
    text, words = record["text"], {}
    for row in rows("spans", record):
        assert text[row["start"]:row["end"]] == row["text"] != ""
        words[row["span"]] = row["text"]
    claims = rows("claims", record)
    for row in claims:
        assert text[row["start"]:row["end"]] == row["text"] == words[row["figure"]]
        for name in PLACED:
            start, end = row[f"{name}_start"], row[f"{name}_end"]
            assert (text[start:end] if start is not None else None) == row[name]
        for name in ("agency", "operation"):
            assert words.get(row[f"{name}_span"]) == row[name]
        assert [words[id] for id in (row["crime_spans"] or "").split(";") if id] == [part for part in (row["crimes"] or "").split(";") if part]
    for row in rows("claim_crimes", record):
        assert row["span"] in words and row["figure"] in words
    return len(claims)


@pytest.mark.parametrize("split", ["train", "dev", "test"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_annotated(lang, split):
    nlp = blank(lang)
    reports = list(read_corpus(CORPUS / lang / split))
    made = sum(hold(record_of(to_doc(report, nlp.make_doc), id=report.id, lang=lang, model="gold")) for report in reports)
    assert made == sum(span.label == "QUANTITY" for report in reports for span in report.spans) > 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_read_by_the_shipped_pipeline(lang):
    nlp = spacy.load(f"{lang}_zhanbao_sm")
    texts = [report.text for report in read_corpus(CORPUS / lang / "test")]
    made = 0
    for text, doc in zip(texts, nlp.pipe(texts)):
        assert doc.text == text
        record = record_of(doc, id="r", lang=lang, model="shipped")
        assert len(record["claims"]) == sum(span["label"] == "QUANTITY" for span in record["spans"])
        made += hold(record)
    assert made > 0
