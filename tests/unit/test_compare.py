"""Two files of records held against each other: which reports and claims belong together, and what differs then."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from zhanbao.export.compare import claims_of, compare, pair_reports, read_reports, totals
from zhanbao.export.compare_pairs import align
from zhanbao.export.compare_table import print_comparison, print_totals

COUNTERPART = {"only-a": "only-b", "only-b": "only-a", "report-only-a": "report-only-b", "report-only-b": "report-only-a"}


def fig(value, measure="cases", unit="1", text=None, low=None, high=None, bound="=", at=None, **said):
    """A figure and its claim; ``crimes``, ``agency`` and ``operation`` are given as spans, the rest as in a claim."""
    form = {"value": value, "low": low, "high": high, "unit": unit, "bound": bound}
    return {"form": form, "text": text or f"{value} {unit}", "at": at, "measure": measure, **said}


def record(*figures, id="r", lang="zh", text=None, meta=None):
    """A record with these figures; its text is made of them unless it is given."""
    spans, claims, words = [], [], ""

    def span(label, text, at=None, **fields):
        nonlocal words
        start = len(words) if at is None else at
        words += f"{text} "
        spans.append({"id": f"s{len(spans)}", "label": label, "start": start, "end": start + len(text), "text": text, **fields})
        return spans[-1]["id"]

    for figure in figures:
        figure = dict(figure)
        quantity = span("QUANTITY", figure.pop("text"), figure.pop("at"), **figure.pop("form"))
        claim = {"quantity": quantity, "counted": None, "action": None, "period": None, "change": None}
        for name in ("agency", "operation"):
            body = figure.pop(name, None)
            claim[name] = span(name.upper(), **body) if body else None
        claim["crimes"] = [span("CRIME", **crime) for crime in figure.pop("crimes", [])]
        claims.append({**claim, **figure})
    return {"id": id, "lang": lang, "model": "m", "text": words if text is None else text, "meta": meta or {}, "spans": spans, "claims": claims}


def verdict(field, a, b):
    """What is said of one aligned pair of figures: agree, differ or unknown."""
    ours, theirs = record(fig(12, **a)), record(fig(12, **b), lang="en")
    counts = compare([ours], [theirs], "order").summary["fields"][field]
    return "unknown" if counts["unknown"] else "agree" if counts["agree"] else "differ"


def aligned(a, b):
    return align(claims_of(record(*a)), claims_of(record(*b, lang="en")))


def kinds(comparison):
    return [row["kind"] for row in comparison.differences]


# Which reports belong together

def test_reports_with_the_same_id_are_paired():
    assert pair_reports([record(id="x"), record(id="y")], [record(id="y")]) == ("id", [(1, 0)])


def test_reports_are_paired_by_a_key_of_their_metadata():
    a, b = [record(id="1", meta={"url": "u"}), record(id="2")], [record(id="3"), record(id="4", meta={"url": "u"})]
    assert pair_reports(a, b, "meta:url") == ("meta:url", [(0, 1)])


def test_a_key_that_a_file_lacks_is_an_error_and_names_the_file():
    with pytest.raises(ValueError, match="file B has 'url' under 'meta'"):
        pair_reports([record(meta={"url": "u"})], [record()], "meta:url")


@pytest.mark.parametrize("way", ["meta:", "title", ""])
def test_another_way_of_pairing_is_an_error_that_names_the_ways(way):
    with pytest.raises(ValueError, match="auto, id, order, figures or meta:KEY"):
        pair_reports([record()], [record()], way)


def test_reports_are_paired_in_their_order():
    assert pair_reports([record(id="1"), record(id="2")], [record(id="3")], "order") == ("order", [(0, 0)])


def test_a_report_and_its_translation_share_their_figures():
    a = [record(fig(7), fig(8), id="1"), record(fig(12), fig(3.5, unit="%"), fig(46000), id="2")]
    b = [record(fig(12, text="a dozen"), fig(3.5, unit="%"), fig(46000.0), id="en", lang="en")]
    assert pair_reports(a, b) == ("figures", [(1, 0)])


def test_the_report_with_more_common_figures_is_the_partner():
    a, b = [record(fig(1), fig(2), fig(3), id="1")], [record(fig(1), fig(2), id="2"), record(fig(1), fig(2), fig(3), id="3")]
    assert pair_reports(a, b, "figures") == ("figures", [(0, 1)])


def test_a_common_figure_alone_makes_no_pair():
    a, b = [record(fig(1), fig(2), fig(3), id="1")], [record(fig(1), fig(20), fig(30), id="2")]
    assert pair_reports(a, b, "figures") == ("figures", [])


def test_two_single_reports_are_held_against_each_other_whatever_they_say():
    assert pair_reports([record(fig(1), id="1")], [record(fig(2), id="2")]) == ("order", [(0, 0)])


def test_no_report_is_dropped():
    found = compare([record(fig(1), id="x"), record(fig(2), fig(3), id="y")], [record(fig(1), id="x"), record(id="z")])
    assert (found.summary["reports"]["only_a"], found.summary["reports"]["only_b"]) == (["y"], ["z"])
    assert (found.summary["claims"]["unpaired_a"], found.summary["claims"]["unpaired_b"]) == (2, 0)
    rows = [(row["kind"], row["report_a"], row["report_b"]) for row in found.differences]
    assert rows == [("report-only-a", "y", None), ("report-only-b", None, "z")]


# Which claims belong together

def test_equal_figures_are_aligned_across_what_one_side_lacks():
    assert aligned([fig(1), fig(2), fig(3)], [fig(1), fig(9, "victims"), fig(3)]) == [(0, 0), (2, 2)]


def test_a_figure_that_has_changed_its_place_is_still_found():
    assert aligned([fig(1), fig(2), fig(3)], [fig(3), fig(1), fig(2)]) == [(0, 1), (1, 2), (2, 0)]


def test_units_tell_equal_values_apart():
    assert aligned([fig(5, unit="CNY")], [fig(5, unit="kg")]) == []


def test_of_equal_figures_the_one_with_the_same_measure_is_taken():
    assert aligned([fig(12, "cases"), fig(12, "suspects")], [fig(12, "suspects")]) == [(1, 0)]


def test_between_the_same_neighbours_the_same_measure_with_another_value_is_one_claim():
    found = compare([record(fig(1), fig(46000, "suspects"), fig(3))], [record(fig(1), fig(4600, "suspects"), fig(3), lang="en")])
    (row,) = found.differences
    assert (row["kind"], row["field"], row["a"]["value"], row["b"]["value"]) == ("value", "value", 46000, 4600)
    assert found.summary["claims"] == {"aligned": 3, "value_differs": 1, "only_a": 0, "only_b": 0, "unpaired_a": 0, "unpaired_b": 0}


def test_other_values_on_two_sides_of_a_common_figure_are_two_claims():
    assert aligned([fig(46000), fig(1)], [fig(1), fig(4600)]) == [(1, 0)]


def test_figures_without_a_value_are_equal_by_their_words_only():
    assert aligned([fig(None, "other", text="dozens")], [fig(None, "other", text="dozens")]) == [(0, 0)]
    assert aligned([fig(None, None, text="dozens")], [fig(None, None, text="数十")]) == []


def test_what_stands_alone_is_shown_with_its_place_and_content():
    (row,) = compare([record(fig(5, unit="kg", text="5公斤"))], [record(lang="en", text="None.")]).differences
    assert (row["kind"], row["figure_a"], row["figure_b"]) == ("only-a", {"start": 0, "end": 3, "text": "5公斤"}, None)
    assert (row["a"]["unit"], row["a"]["measure"], row["b"]) == ("kg", "cases", None)


def test_in_one_text_a_figure_is_the_same_where_it_stands_in_the_same_place():
    a, b = (record(fig(*said, at=3, text=text), text="破获了12万元。") for said, text in (((12,), "12"), ((120000, "other", "CNY"), "12万元")))
    found = compare([a], [b])
    assert [(row["kind"], row["field"]) for row in found.differences] == [("value", "value"), ("field", "unit"), ("field", "measure")]


# What differs

@pytest.mark.parametrize("a, b, expected", [
    ([("0701", "fraud")], [("0701", "telecom-fraud")], "agree"),  # the same code
    ([("0701", None), ("0502", None)], [("0502", None), ("0701", None), ("0502", None)], "agree"),  # a set
    ([("0701", None)], [("0502", None)], "differ"),
    ([("0701", "fraud")], [(None, "fraud")], "agree"),  # our identifier, where a code is missing
    ([(None, "fraud")], [(None, "theft")], "differ"),
    ([("0701", None)], [(None, None)], "unknown"),
    ([("0701", None)], [(None, "fraud")], "unknown"),
    ([], [], "agree"),
    ([("0701", None)], [], "differ"),  # none is read, not unknown
])
def test_offences_are_compared_by_code(a, b, expected):
    sides = [[{"text": f"{lang}{n}", "iccs": code and [code, "0903"], "crime": crime} for n, (code, crime) in enumerate(side)]
             for lang, side in (("zh", a), ("en", b))]
    assert verdict("crimes", {"crimes": sides[0]}, {"crimes": sides[1]}) == expected


@pytest.mark.parametrize("a, b, expected", [
    (("city", "210200"), ("city", "210200"), "agree"),
    (("city", "210200"), ("county", "210202"), "differ"),
    (("city", "210200"), ("city", None), "unknown"),
    (("city", None), ("county", "210202"), "differ"),  # the level settles it
    (("national", None), ("national", None), "agree"),  # serves no division: nothing is unknown
    (("city", None), ("city", None), "unknown"),
    (None, None, "agree"),
    (("city", "210200"), None, "differ"),
])
def test_bodies_are_compared_by_level_and_place(a, b, expected):
    ours, theirs = (side and {"text": lang, "level": side[0], "place": side[1]} for lang, side in (("市局", a), ("the bureau", b)))
    assert verdict("agency", {"agency": ours}, {"agency": theirs}) == expected


def test_what_has_no_normal_form_is_the_same_where_the_words_are():
    ours, theirs = {"text": "净网", "operation": None}, {"text": "Net Net", "operation": None}
    assert verdict("operation", {"operation": ours}, {"operation": ours}) == "agree"
    assert verdict("operation", {"operation": ours}, {"operation": theirs}) == "unknown"


def test_the_rest_is_compared_by_its_normal_form():
    ours, theirs = ({"operation": {"text": text, "operation": "clean-net"}} for text in ("净网", "Net Net"))
    assert verdict("operation", ours, theirs) == "agree"
    assert verdict("bound", {"bound": ">"}, {"bound": ">="}) == "differ"
    assert verdict("measure", {"measure": "cases"}, {"measure": "suspects"}) == "differ"
    assert verdict("measure", {"measure": None}, {"measure": "suspects"}) == "unknown"
    assert verdict("change", {"change": {"direction": "up", "base": "year"}}, {"change": {"direction": "up", "base": None}}) == "differ"


def test_the_unknown_is_a_kind_of_its_own_and_not_in_the_share():
    found = compare([record(fig(1), fig(2))], [record(fig(1, None), fig(2), lang="en")])
    assert [(row["kind"], row["field"], row["a"], row["b"]) for row in found.differences] == [("unknown", "measure", "cases", None)]
    assert found.summary["fields"]["measure"] == {"compared": 1, "agree": 1, "share": 1.0, "unknown": 1, "empty": 0}


def test_agreement_in_nothing_is_counted_apart():
    fields = compare([record(fig(1))], [record(fig(1))]).summary["fields"]
    assert fields["agency"] == {"compared": 1, "agree": 1, "share": 1.0, "unknown": 0, "empty": 1}


@pytest.mark.parametrize("start, end, lang, expected", [
    (3, 7, "zh", {"compared": 1, "agree": 1}), (0, 3, "zh", {"compared": 1, "agree": 0}), (3, 7, "en", {"compared": 0, "agree": 0}),
])
def test_words_are_compared_by_overlap_and_only_in_one_text(start, end, lang, expected):
    said = [{"start": 4, "end": 6, "text": "…"}, {"start": start, "end": end, "text": "…"}]
    a, b = (record(fig(1, counted=words, at=9), text="0123456789012", lang=side) for words, side in zip(said, ("zh", lang)))
    counts = compare([a], [b]).summary["fields"]["counted"]
    assert {name: counts[name] for name in expected} == expected


# Two bureaus

def test_totals_give_numbers_of_claims_and_the_largest_figure_and_where_it_stands():
    theft = {"crimes": [{"text": "盗窃", "iccs": ["0502"], "crime": "theft"}]}
    a = [record(fig(12, **theft), fig(None, text="十余", low=10, high=15, **theft), fig(12, **theft), id="1")]
    (row,) = totals(a, [record(fig(3, **theft), id="2")])
    assert (row["measure"], row["offence"], row["operation"], row["unit"], row["change"]) == ("cases", "0502", "-", "1", "-")
    assert (row["claims_a"], row["largest_a"], row["report_a"], row["figure_a"]["text"]) == (3, 15, "1", "十余")
    assert (row["claims_b"], row["largest_b"], row["report_b"]) == (1, 3, "2")


def test_totals_keep_a_rise_and_a_fall_apart():
    fall, rise = (fig(value, unit="%", change={"direction": direction, "base": None}) for value, direction in ((30, "down"), (5, "up")))
    rows = totals([record(fall)], [record(rise)])
    assert [(row["change"], row["largest_a"], row["largest_b"]) for row in rows] == [("down", 30, None), ("up", None, 5)]


def test_a_claim_of_two_offences_stands_in_one_row():
    both = [{"text": "诈骗", "iccs": ["0701"], "crime": None}, {"text": "黑产", "iccs": None, "crime": None}]
    assert [row["offence"] for row in totals([record(fig(1, crimes=both))], [])] == ["0701;黑产"]


# Files

@pytest.mark.parametrize("content, complaint", [
    (b'{"id": "x"}\n', "a.jsonl:1: is no record, it has no 'lang'"),
    (b"\n[1]\n", "a.jsonl:2: is no record"),
    (b"{broken\n", "a.jsonl:1: is not JSON"),
    (b"\n", "a.jsonl: holds no records"),
    ("战报".encode("gb18030"), "a.jsonl: is not UTF-8"),
    (json.dumps({**record(fig(1), id="x"), "claims": None}).encode(), "a.jsonl:1: the report 'x' has no 'claims'; read it again"),
    (json.dumps({**record(fig(1), id="x"), "spans": []}).encode(), "a.jsonl:1: spans and claims of the report 'x' are not as records have them"),
])
def test_a_file_that_cannot_be_compared_is_named_with_line_and_reason(content, complaint, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(content)
    with pytest.raises(ValueError) as error:
        read_reports(tmp_path / "a.jsonl")
    assert complaint in str(error.value)


def test_the_terminal_shows_shares_and_names_reports_without_partner():
    out = io.StringIO()
    print_comparison(compare([record(fig(1)), record(id="[alone]")], [record(fig(1))]).summary, Console(file=out, width=100))
    assert "only in A: [alone]" in out.getvalue() and "1.000" in out.getvalue()


def test_no_figure_is_cut_off_in_a_narrow_terminal():
    out = io.StringIO()
    print_totals(totals([record(fig(12_345_678_901, unit="CNY"))], []), Console(file=out, width=60))
    assert "12,345,678,901" in out.getvalue()


# Whatever the records

_names = st.sampled_from([None, "x", "y"])
_words = st.sampled_from(["u", "v"])
_bodies = st.none() | st.fixed_dictionaries({"text": _words, "level": st.sampled_from([None, "national", "city"]), "place": _names})
_figures = st.builds(
    fig, st.sampled_from([None, 1, 2, 3.5]), measure=_names, unit=st.sampled_from([None, "1", "%"]), bound=st.sampled_from([None, "=", ">"]),
    low=st.sampled_from([None, 1]), agency=_bodies, operation=st.none() | st.fixed_dictionaries({"text": _words, "operation": _names}),
    crimes=st.lists(st.fixed_dictionaries({"text": _words, "iccs": st.sampled_from([None, ["0701"], ["0502"]]), "crime": _names}), max_size=2),
    change=st.none() | st.just({"direction": "up", "base": None}),
)
_records = st.builds(
    lambda figures, lang, url: record(*figures, lang=lang, meta={"url": url}),
    st.lists(_figures, max_size=6), st.sampled_from(["en", "zh"]), st.sampled_from([None, "a", "b"]),
)
_files = st.lists(_records, min_size=1, max_size=4).map(lambda rows: [{**row, "id": f"r{n}"} for n, row in enumerate(rows)])


@given(_files)
def test_a_file_agrees_with_itself_in_everything(file):
    found = compare(file, file)
    assert found.differences == []
    assert found.summary["claims"]["aligned"] == sum(len(row["claims"]) for row in file)
    assert all(counts["agree"] == counts["compared"] for counts in found.summary["fields"].values())


@settings(max_examples=300)
@given(_files, _files, st.sampled_from(["id", "order", "figures", "auto"]))
def test_which_file_is_named_first_does_not_matter(a, b, by):
    there, back = compare(a, b, by), compare(b, a, by)
    mirrored = [
        {**{name: row[other] for name, other in (("report_a", "report_b"), ("report_b", "report_a"), ("a", "b"), ("b", "a"),
                                                 ("figure_a", "figure_b"), ("figure_b", "figure_a"))},
         "kind": COUNTERPART.get(row["kind"], row["kind"]), "field": row["field"]}
        for row in back.differences
    ]
    assert sorted(json.dumps(row, sort_keys=True) for row in mirrored) == sorted(json.dumps(row, sort_keys=True) for row in there.differences)
    assert there.summary["fields"] == back.summary["fields"]


@given(_files, _files)
def test_every_claim_is_in_the_totals_once(a, b):
    rows = totals(a, b)
    for side, file in (("a", a), ("b", b)):
        assert sum(row[f"claims_{side}"] for row in rows) == sum(len(row["claims"]) for row in file)
