"""Flags: what a careful reader would check, and what needs no check."""

import pytest
from zhanbao.components.claims.flags import flag


def claims_of(text, rows):
    """Claims by words: (figure, measure, counted, further fields)."""
    out, position = [], 0
    for figure, measure, counted, *more in rows:
        start = text.index(figure, position)
        position = start + len(figure)
        claim = {"quantity": [start, position], "measure": measure, "agency": [0, 1], "operation": None, "period": None, "action": None,
                 "crimes": [], "change": None, "counted": [text.index(counted), text.index(counted) + len(counted)] if counted else None}
        claim.update(*more)
        out.append(claim)
    return out


@pytest.mark.parametrize("lang, text, rows, wanted", [
    ("en", "It solved 12 cases.",
     [("12", "cases", "cases", {"agency": None})], [["no-agency"]]),
    ("en", "It solved 12 cases.", [("12", "cases", "cases")], [[]]),
    # the same thing, said twice
    ("en", "They solved 120 cases. In all, 130 cases were solved.",
     [("120", "cases", "cases"), ("130", "cases", "cases")], [["other-value"]] * 2),
    ("en", "They solved 120 cases. In all, about 125 cases.",
     [("120", "cases", "cases"), ("about 125", "cases", "cases")], [[], []]),
    ("en", "They solved 120 cases and 130 cases.",
     [("120", "cases", "cases"), ("130", "cases", "cases")], [[], []]),
    ("zh", "破获案件12起。又讯，破获案件15起。",
     [("12起", "cases", "案件"), ("15起", "cases", "案件")], [["other-value"]] * 2),
    # a power of ten apart: a lost 万
    ("en", "Seized 1.2 million pills. In total 12,000 pills.",
     [("1.2 million", "goods", "pills"), ("12,000", "goods", "pills")], [["other-value"]] * 2),
    ("en", "Seized 2.7 million pills. In total 2,700 pills.",
     [("2.7 million", "goods", "pills"), ("2,700", "goods", "pills")], [["magnitude"]] * 2),
    # parts and totals
    ("en", "Seized 20 guns, including 15 rifles and 8 pistols.",
     [("20", "weapons", "guns"), ("15", "weapons", "rifles"), ("8", "weapons", "pistols")],
     [["sum"], [], []]),
    ("en", "Seized 24 guns, including 15 rifles and 8 pistols.",
     [("24", "weapons", "guns"), ("15", "weapons", "rifles"), ("8", "weapons", "pistols")],
     [[], [], []]),
    ("zh", "抓获嫌疑人20名，其中刑拘25名。",
     [("20名", "suspects", "嫌疑人"), ("25名", "suspects", None)], [["sum"], []]),
    ("zh", "抓获嫌疑人20余名，其中刑拘21名。",
     [("20余名", "suspects", "嫌疑人"), ("21名", "suspects", None)], [[], []]),
    # half a suspect
    ("en", "They arrested 4.6 suspects.", [("4.6", "suspects", "suspects")], [["magnitude"]]),
    ("en", "They arrested 46,000 suspects.", [("46,000", "suspects", "suspects")], [[]]),
    ("en", "It made up 140% of the total.", [("140%", "cases", None)], [["magnitude"]]),
    ("en", "It rose by 140%.",
     [("140%", "cases", None, {"change": {"direction": "up", "base": "year"}})], [[]]),
    # 17.12亿 that became 1.712 million
    ("en", "They broke 121 gang cases involving 1.712 million yuan.",
     [("121", "cases", "gang cases"), ("1.712 million yuan", "money-involved", None)],
     [[], ["magnitude"]]),
    ("en", "They broke 121 gang cases involving 171.2 million yuan.",
     [("121", "cases", "gang cases"), ("171.2 million yuan", "money-involved", None)], [[], []]),
    ("zh", "破获案件500起，涉案金额12万元。",
     [("500起", "cases", "案件"), ("12万元", "money-involved", "涉案金额")], [[], ["magnitude"]]),
    ("zh", "破获案件500起，平均每起12元。",
     [("500起", "cases", "案件"), ("12元", "money-involved", None)], [[], []]),
])
def test_flags(lang, text, rows, wanted):
    assert flag(text, claims_of(text, rows), lang) == wanted
