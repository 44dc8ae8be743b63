"""Input as it comes: encodings, JSONL, folders, and everything that cannot be read, named with its reason."""

import json

import pytest
from zhanbao.export.sources import decode, language_of, read_sources


def read(*paths, **kwargs):
    return [(s.id, s.text, s.problem) for s in read_sources([str(p) for p in paths], **kwargs)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_encodings_of_chinese_pages(encoding, tmp_path):
    text = "大连市公安局破获电信网络诈骗案件127起。\n抓获犯罪嫌疑人380余名。"
    (tmp_path / "a.txt").write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert read(tmp_path / "a.txt") == [("a.txt", text, "")]


def test_latin1_is_read_where_charset_normalizer_is_there():
    pytest.importorskip("charset_normalizer")
    assert "£1,500" in decode("Officers recovered £1,500 in cash from the flat on Tuesday evening.".encode("cp1252"))


def test_a_folder_gives_relative_paths_as_ids(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text("Two.")
    (tmp_path / "one.txt").write_text("One.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert read(tmp_path) == [("b/two.txt", "Two.", ""), ("one.txt", "One.", "")]


def test_jsonl_keeps_id_and_metadata(tmp_path):
    rows = [{"id": "x", "text": "Text.", "meta": {"a": 1}, "url": "u"}, {"text": "More."}]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, rows)))
    first, second = read_sources([str(tmp_path / "r.jsonl")])
    assert (first.id, first.meta) == ("x", {"a": 1, "url": "u"})
    assert (second.id, second.meta) == ("r.jsonl:2", {})


def test_ids_are_made_unique(tmp_path):
    (tmp_path / "r.jsonl").write_text("\n".join(json.dumps({"id": i, "text": "T."}) for i in ("a", "a#2", "a", "a")))
    ids = [s.id for s in read_sources([str(tmp_path / "r.jsonl")])]
    assert len(set(ids)) == 4 and ids[:2] == ["a", "a#2"]


@pytest.mark.parametrize("data, reason", [
    (b"", "is empty"),
    (b" \n\t", "is empty"),
    (b"%PDF-1.7 ...", "a PDF file"),
    (b"a\0b\0c", "a binary file"),
    (b"x" * 101, "is too long"),
])
def test_what_cannot_be_read_is_named(data, reason, tmp_path):
    (tmp_path / "a.txt").write_bytes(data)
    (id, text, problem), = read(tmp_path / "a.txt", max_length=100)
    assert id == "a.txt" and reason in problem


@pytest.mark.parametrize("line, reason", [
    ('{"text": "a', "is not JSON"), ('[1]', "has no 'text'"), ('{"text": 5}', "has no 'text'"), ('{"text": "\\ud800"}', "surrogates"),
])
def test_malformed_jsonl_lines_are_named_and_the_rest_is_read(line, reason, tmp_path):
    (tmp_path / "r.jsonl").write_text(line + '\n{"text": "Good."}\n')
    bad, good = read(tmp_path / "r.jsonl")
    assert bad[0] == "r.jsonl:1" and reason in bad[2]
    assert good == ("r.jsonl:2", "Good.", "")


def test_a_missing_file_and_an_empty_folder(tmp_path):
    (tmp_path / "empty").mkdir()
    problems = [problem for _, _, problem in read(tmp_path / "none.txt", tmp_path / "empty")]
    assert "cannot be read" in problems[0] and "no reports in this folder" in problems[1]


@pytest.mark.parametrize("text, lang", [
    ("大连市公安局 KTV POS WiFi", "zh"), ("Dalian police (大连警方) said that 3 people were held.", "en"), ("12", "en"),
])
def test_language(text, lang):
    assert language_of(text) == lang
