"""What the checker refuses: each fault alone, in a corpus that has nothing else wrong."""

import pytest
from zhanbao.corpus.checker import check

HEAD = "=== {id}\n# register: test\n# place: -\n"


@pytest.fixture
def corpus(tmp_path):
    def write(text: str, name: str = "en/train/lot.txt", id: str = "lot-1"):
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD.format(id=id) + text + "\n", encoding="utf8")
        return [str(error) for error in check([tmp_path / "corpus"])]

    return write


def test_nothing_wrong(corpus):
    assert corpus("On 3 May 2021 the [A:Dalian police] held [Q:two] thieves.\n> two | action=held | agency=Dalian police") == []


@pytest.mark.parametrize("line, message", [
    ("The [C: theft] case.", "white space"),
    ("[A:the Dalian police] came.", "begins with 'the'"),
    ("A case of [C:theft.]", "ends in punctuation"),
    ("He is 48.", "'48' in"),
    ("They held three men.", "'three' in"),
    ("A [C:the][C:ft] case.", "no boundary"),
])
def test_faults_in_a_line(corpus, line, message):
    errors = corpus(line)
    assert errors and all(":4: " in error for error in errors)
    assert any(message in error for error in errors)


def test_chinese_faults(corpus):
    errors = corpus("[A:该公安局]抓获三名男子，又有一批案件，第三名，2021年3月。", "zh/train/lot.txt")
    assert len(errors) == 2
    assert "该" in errors[0] and "'三'" in errors[1]


def test_an_article_that_is_meant(corpus):
    assert corpus("[O!:The Big Sweep] began.") == []


def test_dates_times_and_ordinals_need_no_excuse(corpus):
    assert corpus("At 17:30 on August 10, 2022, in the 3rd quarter, and from May 1 to May 5.") == []


def test_an_excuse(corpus):
    assert corpus("He is [-:48] and lives in No. [-:3].") == []


def test_two_labels(corpus):
    text = "[O:Thunder] began. [O:Thunder] goes on. A case of [C:Thunder]."
    errors = corpus(text)
    assert len(errors) == 1 and "is CRIME here and OPERATION elsewhere" in errors[0]
    assert corpus(text.replace("[C:", "[C!:")) == []


def test_near_duplicates_across_splits(corpus):
    line = "The [A:Dalian police] said on Monday that [Q:{}] people had been held for picking pockets in the old market.\n> {} | action=held"
    corpus(line.format(12, 12), id="lot-1")
    errors = corpus(line.format(45, 45), "en/test/lot.txt", id="lot-2")
    assert len(errors) == 1 and "another split" in errors[0]


def test_ids_are_unique(corpus):
    corpus("Nothing here at all.")
    assert any("stands already" in error for error in corpus("Something else altogether.", "en/dev/lot.txt"))


def test_metadata_is_expected(tmp_path):
    path = tmp_path / "en" / "lot.txt"
    path.parent.mkdir()
    path.write_text("=== lot-1\nNothing.\n")
    assert ["register" in str(e) or "place" in str(e) for e in check([path])] == [True, True]


def test_no_corpus_at_all(tmp_path):
    with pytest.raises(FileNotFoundError, match="no corpus files"):
        check([tmp_path])
