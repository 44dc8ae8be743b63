"""Scores of spans, errors by kind, calibration, the card: on a report small enough to count by hand."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from zhanbao.evaluation.card import write_card
from zhanbao.evaluation.run import evaluate
from zhanbao.evaluation.spans import bootstrap, boundary, confusion, error_kinds, errors, exact, overlap, prf, reliability, score

A, OP, C = "AGENCY", "OPERATION", "CRIME"
GOLD = [(A, 0, 5), (C, 10, 20), (C, 30, 40), (OP, 50, 60)]
FOUND = [(A, 0, 5), (C, 10, 15), (A, 50, 60), (C, 70, 80)]


def test_exact_overlap_boundary():
    assert exact(GOLD, FOUND) == (1, 4, 4)
    assert overlap(GOLD, FOUND) == (2, 4, 4)
    assert boundary(GOLD, FOUND) == (2, 4, 4)  # 0-5 and 50-60, whose label is wrong
    assert exact(GOLD, FOUND, C) == (0, 2, 2)
    assert overlap(GOLD, FOUND, C) == (1, 2, 2)


def test_overlap_is_one_to_one():
    assert overlap([(C, 0, 10)], [(C, 0, 4), (C, 5, 10)]) == (1, 2, 1)


def test_prf_of_nothing_is_zero_and_needs_no_excuse():
    assert prf(exact([], []))["f"] == 0.0
    assert prf(exact(GOLD, GOLD)) == {"p": 1.0, "r": 1.0, "f": 1.0, "gold": 4, "predicted": 4}


def test_every_difference_has_one_kind():
    assert [(e.kind, e.gold, e.predicted) for e in errors(GOLD, FOUND)] == [
        ("edges", (C, 10, 20), (C, 10, 15)),
        ("missed", (C, 30, 40), None),
        ("label", (OP, 50, 60), (A, 50, 60)),
        ("spurious", None, (C, 70, 80)),
    ]
    assert list(errors([(C, 0, 9)], [(A, 5, 12)]))[0].kind == "edges and label"


def test_confusion_and_kinds_count_the_same_errors():
    table = confusion([(GOLD, FOUND)])
    assert table[A][A] == 1 and table[C][C] == 1 and table[OP][A] == 1
    assert table[C]["none"] == 1 and table["none"][C] == 1
    kinds = error_kinds([(GOLD, FOUND)])
    assert kinds[C] == {"edges": 1, "label": 0, "edges and label": 0, "missed": 1, "spurious": 1}
    assert sum(sum(row.values()) for row in kinds.values()) == len(list(errors(GOLD, FOUND)))


SPANS = st.lists(
    st.tuples(st.sampled_from([A, OP, C]), st.integers(0, 50), st.integers(1, 9)).map(lambda s: (s[0], s[1], s[1] + s[2])), max_size=8, unique=True
)


@given(SPANS, SPANS)
def test_errors_and_hits_account_for_every_span(gold, found):
    rows = list(errors(gold, found))
    right = exact(gold, found).right
    assert right + sum(row.gold is not None for row in rows) == len(gold)
    assert right + sum(row.predicted is not None for row in rows) == len(found)
    assert right <= overlap(gold, found).right <= min(len(gold), len(found))


def test_interval_holds_the_score_and_is_the_same_twice():
    counts = [exact(GOLD, FOUND), exact(GOLD, GOLD), exact(GOLD, FOUND)]
    low, high = bootstrap(counts, draws=200)
    assert low <= prf(exact(GOLD * 1, FOUND))["f"] + 0.5 and low < high
    assert bootstrap(counts, draws=200) == [low, high]
    assert score([(GOLD, GOLD)], draws=5)["exact"]["ALL"]["interval"] == [1.0, 1.0]


def test_reliability():
    sure = reliability([(0.9, True)] * 9 + [(0.9, False)])
    assert sure["n"] == 10 and sure["ece"] == 0.0
    assert reliability([(0.95, False), (0.05, False)])["ece"] == pytest.approx(0.5)
    with pytest.raises(ValueError, match="between 0 and 1"):
        reliability([(1.5, True)])


@pytest.fixture
def scored(tmp_path):
    lot = tmp_path / "en" / "lot.txt"
    lot.parent.mkdir()
    lot.write_text("=== r-1\nPolice found [Q:more than 30] phones and [C:drugs].\n> more than 30 | counted=phones\n", encoding="utf8")
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "zhanbao.EnglishTokenizer.v1"}}})
    nlp.add_pipe("zhanbao_quantities")
    return nlp, evaluate(nlp, lot, draws=10)


def test_evaluate_gives_scores_and_readable_errors(scored):
    _, (scores, rows) = scored
    assert scores["spans"]["exact"]["QUANTITY"]["f"] == 1.0
    assert scores["spans"]["exact"]["CRIME"]["f"] == 0.0
    assert rows == [{
        "report": "r-1", "kind": "missed", "label": "CRIME", "gold": {"label": "CRIME", "start": 37, "end": 42, "text": "drugs"},
        "predicted": None, "before": "Police found more than 30 phones and ", "after": ".",
    }]
    assert scores["size_mb"] >= 0 and scores["speed"]["per_second"] > 0
    assert "reliability" not in scores  # nothing in this pipeline gives a confidence


def test_card_is_made_of_the_figures(scored):
    nlp, (scores, _) = scored
    curve = [{"reports": 64, "f": {label: 0.5 for label in ("ALL", A, OP, C, "QUANTITY")}}]
    card = write_card(nlp.meta, [scores], curve, {"plain": 1000, "zhanbao": 900, "ratio": 0.9})
    assert "| QUANTITY | 1.000 (1.000 to 1.000) | 1.000 | 1.000 | 1.000 | 1.000 | 1 |" in card
    assert "| 64 | 0.500 |" in card and "0.9 of plain" in card


def test_no_report_of_the_language_is_an_error(tmp_path):
    lot = tmp_path / "zh" / "lot.txt"
    lot.parent.mkdir()
    lot.write_text("=== r-1\n无。\n", encoding="utf8")
    with pytest.raises(ValueError, match="no annotated report in the pipeline's language"):
        evaluate(spacy.blank("en"), lot)
