"""Normal forms on the gold spans of the real reports, and one answer for a report in two languages."""

import pytest
import srsly
from zhanbao.components.agencies.resolver import resolve
from zhanbao.components.crimes.matcher import find_crime
from zhanbao.components.operations.naming import name_operation
from zhanbao.components.quantities.values import normalise

#: The same subject in Chinese and in machine English.
PAIRS = ("heilongjiang-drunk-driving", "national-day-traffic-police")


@pytest.fixture(scope="module")
def reports(shared):
    return {report["id"]: report for report in srsly.read_jsonl(shared / "reports" / "dev.jsonl")}


def spans(report, label):
    return [span for span in report["spans"] if span["label"] == label]


def agencies(report):
    return resolve(report["text"], report["lang"], [span["text"] for span in spans(report, "AGENCY")])


def shares(judged):
    """Share right, share with another value, and how many values were given where gold says null."""
    known = [(gold, given, good) for gold, given, good in judged if gold not in (None, [])]
    right = sum(good for _, _, good in known)
    null = sum(given in (None, []) for _, given, _ in known)
    guessed = sum(given not in (None, []) for gold, given, _ in judged if gold in (None, []))
    return right / len(known), (len(known) - right - null) / len(known), guessed


def test_figures(reports):
    judged = {field: [] for field in ("value", "low", "high", "bound", "unit")}
    for report in reports.values():
        for span in spans(report, "QUANTITY"):
            found = normalise(span["text"], report["lang"])
            for field, rows in judged.items():
                if field in span:
                    gold, given = span[field], getattr(found, field)
                    rows.append((gold, given, given == (pytest.approx(gold) if isinstance(gold, (int, float)) else gold)))
    for field in ("value", "bound", "unit"):
        right, wrong, _ = shares(judged[field])
        assert right >= 0.98, field
        assert wrong <= 0.01, field


def test_offences(reports):
    judged = []
    for report in reports.values():
        for span in spans(report, "CRIME"):
            found = find_crime(span["text"], report["lang"])
            codes = list(found.iccs) if found else []
            gold = span.get("iccs") or []
            judged.append((gold, codes, bool(gold and codes and codes[0].startswith(gold[0]))))
    right, wrong, _ = shares(judged)
    assert right >= 0.85 and wrong <= 0.05


def test_bodies(reports):
    for field in ("level", "place"):
        judged = []
        for report in reports.values():
            for span, found in zip(spans(report, "AGENCY"), agencies(report)):
                judged.append((span.get(field), getattr(found, field), span.get(field) == getattr(found, field)))
        right, wrong, guessed = shares(judged)
        assert right >= 0.9 and wrong <= 0.05 and guessed <= 5, field


def test_campaigns(reports):
    judged = []
    for report in reports.values():
        for span in spans(report, "OPERATION"):
            found = name_operation(span["text"], report["lang"])
            judged.append((span.get("operation"), found.operation, span.get("operation") == found.operation))
    right, wrong, _ = shares(judged)
    assert right >= 0.9 and wrong <= 0.05


@pytest.mark.parametrize("name", PAIRS)
def test_two_languages_one_answer(reports, name):
    chinese, english = reports[f"zh/{name}"], reports[f"en-mt/{name}.online-b"]

    def figures(report):
        found = [normalise(span["text"], report["lang"]) for span in spans(report, "QUANTITY")]
        return {(q.value, q.low, q.high, q.unit) for q in found}  # bounds are translated freely: 3人以上, `more than three`

    def offences(report):
        return {find_crime(span["text"], report["lang"]) for span in spans(report, "CRIME")}

    # The translation may count a thing that the original does not (`one accident`); it must not lose one.
    assert figures(chinese) <= figures(english)
    assert {o.crime for o in offences(chinese) if o} & {o.crime for o in offences(english) if o} or not offences(chinese)
    assert {o.iccs[0] for o in offences(chinese) if o} == {o.iccs[0] for o in offences(english) if o}
    assert {(a.level, a.place) for a in agencies(chinese)} == {(a.level, a.place) for a in agencies(english)}
    named = {name_operation(s["text"], r["lang"]).operation for r in (chinese, english) for s in spans(r, "OPERATION")}
    assert not named


INVENTED = {
    "zh": "清水湾市公安局不在表中；大连市公安局在“净网2022”专项行动中破获电信网络诈骗案件1.2万余起，涉案金额近1亿元。",
    "en": "The Qingshuiwan Public Security Bureau is not in the table; the Dalian Public Security Bureau solved more than 12,000 "
          "telecommunications fraud cases in the “Clean Net 2022” special action, involving nearly 100 million yuan.",
}


def test_invented_pair():
    assert normalise("1.2万余起", "zh")[:5] == normalise("more than 12,000", "en")[:5]
    assert normalise("近1亿元", "zh") == normalise("nearly 100 million yuan", "en")
    assert find_crime("电信网络诈骗", "zh") == find_crime("telecommunications fraud", "en")
    assert name_operation("“净网2022”专项行动", "zh") == name_operation("“Clean Net 2022” special action", "en")
    zh = resolve(INVENTED["zh"], "zh", ["清水湾市公安局", "大连市公安局"])
    en = resolve(INVENTED["en"], "en", ["Qingshuiwan Public Security Bureau", "Dalian Public Security Bureau"])
    assert zh[1] == en[1] == ("city", "police", "210200")
    assert zh[0].place is None and en[0].place is None
