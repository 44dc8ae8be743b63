"""The corpus reader of ``spacy train``."""

import pytest
from zhanbao.corpus.reader import create_markup_corpus
from zhanbao.tokenization import blank


def test_without_a_path():
    with pytest.raises(ValueError, match="has no path"):
        create_markup_corpus(None)


def test_so_many_reports(tmp_path):
    path = tmp_path / "en" / "lot.txt"
    path.parent.mkdir()
    path.write_text("=== a-1\nOne.\n=== a-2\nTwo.\n=== a-3\nThree.\n")
    assert [e.text for e in create_markup_corpus(path, max_reports=2)(blank("en"))] == ["One.", "Two."]


def test_a_fault_names_file_line_and_text(tmp_path):
    path = tmp_path / "en" / "lot.txt"
    path.parent.mkdir()
    path.write_text("=== a-1\nOne.\nA th[C:eft] case.\n")
    with pytest.raises(ValueError, match=r"lot.txt:3: .*CRIME 'eft'"):
        list(create_markup_corpus(path)(blank("en")))


def test_the_language_is_a_folders_name(tmp_path):
    (tmp_path / "lot.txt").write_text("=== a-1\nOne.\n")
    with pytest.raises(ValueError, match="the language is the name of a folder"):
        list(create_markup_corpus(tmp_path)(blank("en")))
