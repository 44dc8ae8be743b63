"""The corpus keeps to its own rules, and the tokenizers lose none of its spans."""

from collections import Counter

import pytest
from conftest import ROOT
from zhanbao.corpus.checker import check
from zhanbao.corpus.lots import find_files, read_reports

CORPUS = ROOT / "corpus"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_checker_finds_nothing(lang):
    assert [str(error) for error in check([CORPUS / lang])] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_size(lang):
    reports = [r for file in find_files(CORPUS / lang) for r in read_reports(file)]
    labels = Counter(s.label for r in reports for s in r.spans)
    assert sum(len(r.sentences) for r in reports) >= 600
    assert sum(len(r.claims) for r in reports) == labels["QUANTITY"]
    assert min(labels.values()) > 100 and len(labels) == 4


def test_the_guidelines_are_the_contract(shared):
    ours = (CORPUS / "GUIDELINES.md").read_text(encoding="utf8").split("\n", 1)[1]
    assert ours == (shared / "annotation.md").read_text(encoding="utf8")
