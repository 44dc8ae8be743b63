"""Rank, kind and place of a body: from its own words, from the places it names, and from the report that it stands in."""

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple, Sequence

from ...knowledge import read_lines
from .places import LEVELS, MUNICIPALITIES, Mention, find_places, inside, level_of, places

_RANK = {level: number for number, level in enumerate(LEVELS)}
#: Collectives that say nothing of their rank: bare public security organs have none.
_BARE = {"zh": re.compile(r"^(?:各地)?(?:公安|检察|司法|审判|执法)机关$|^公安$|^人民法院$|^人民检察院$"),
         "en": re.compile(r"^(?:the )?(?:public security|judicial|procuratorial|law enforcement)(?: and \w+)? (?:organs?|agenc\w+|authorit\w+)$"
                    r"|^people['’]s courts?$", re.I)}
#: Bodies at all ranks, below the one that the report speaks for.
_ALL_LEVELS = {"zh": re.compile(r"各级|各地"), "en": re.compile(r"at all levels|\bacross\b|\bvarious (?:places|cities|localities)", re.I)}
_UNKNOWN_NAME = {
    # A name before the rank that the table of places does not know: another country's, or one written wrongly.
    # Zones (高新区) are no divisions: they are their city's.
    "zh": re.compile(r"[\u4e00-\u9fff]{2,}(?:省|市|县|州|旗|(?<!自治)(?<!开发)(?<!高新)(?<!保税)(?<!度假)(?<!园)(?<!景)(?<!新)区)"),
    "en": re.compile(rf"\b(?!(?:{'|'.join(read_lines('agencies/body_words_en.txt'))})s?\b)[A-Z][a-z]+"),
}
#: A branch or station whose own name is that of a part of town, below all divisions of the table: 虎门分局, `Shipai Police Station`.
_OWN_NAMED = {
    "zh": re.compile(r"^(?!公安|交[警通]|刑|治安|经济|环境|资源|[该本各全省市县州区])[\u4e00-\u9fff]{2,5}?(?:公安)?(?:分局|派出所)"),
    "en": re.compile(r"^(?!.*\b(?:County|City|District|Provinc))(?:[A-Z][a-z'’]+ ){1,4}(?:Sub-?[Bb]ureau|[Bb]ranch|[Pp]olice [Ss]tation|Station)$"),
}
_STATION = {"zh": re.compile(r"派出所$"), "en": re.compile(r"\bstation$", re.I)}
#: All branches of one city.
_EVERY = {"zh": re.compile(r"^各(?!级|地)"),
          "en": re.compile(r"^(?:various|each|district and county|county and district)\b|\b(?:branches|sub-?bureaus)$", re.I)}
#: Bodies that bear a city's rank, which a county-level city's bureau has in its name as well: 市局 in Kunshan is Kunshan's.
_CITY_WORD = {"zh": re.compile(r"^全?市"), "en": re.compile(r"\bmunicipal|\bcity\b", re.I)}
#: Weight of a place in a body's name; one in the text weighs one.
_BY_A_BODY = 3
#: Other countries' bodies, and those that are their country's.
_FOREIGN_ZH = re.compile("|".join(sorted(read_lines("places/foreign_zh.txt"), key=len, reverse=True)))
_FOREIGN_EN = re.compile(r"\bsheriff|constabulary|police department\b|police service\b|state patrol", re.I)
_CENTRAL_ZH = re.compile(r"国家(?!警方)|皇家|内政部|总署")
#: The autonomous regions, in which 全区 is the whole region.
_REGIONS = ("15", "45", "54", "64", "65")


class Agency(NamedTuple):
    """``level``: rank of the body; ``kind``; ``place``: GB/T 2260 code of the division that it serves. None where unsettled."""

    level: str | None
    kind: str
    place: str | None


@lru_cache(maxsize=None)
def _patterns(name: str) -> tuple[tuple[re.Pattern, str], ...]:
    rows = (line.split("\t") for line in read_lines(f"agencies/{name}.tsv", strip=False))
    return tuple((re.compile(pattern), value) for pattern, value in rows)


@lru_cache(maxsize=20_000)
def kind_of(text: str, lang: str) -> str:
    """``police``, ``court``, ``procuratorate``, ``government`` or ``other``, by the words of a body's name."""
    text = text if lang == "zh" else text.lower()
    return next(kind for pattern, kind in _patterns(f"kinds_{lang}") if pattern.search(text))


@lru_cache(maxsize=20_000)
def _said(text: str, lang: str, local: bool = False) -> str | None:
    """The lowest rank that the words of a name say; ``local``: whatever it says of the nation."""
    text = text if lang == "zh" else text.lower()
    found = [level for pattern, level in _patterns(f"units_{lang}") if pattern.search(text)]
    if "national" in found and not local:
        return "national"
    found = [level for level in found if level != "national"]
    return max(found, key=_RANK.__getitem__, default=None)


@lru_cache(maxsize=20_000)
def _mentions(text: str, lang: str) -> tuple[Mention, ...]:
    return tuple(find_places(text, lang))


def settle(mentions: Sequence[Mention], votes: Counter) -> str | None:
    """The one division that the places named in a body's name come to.

    mentions (Sequence[Mention]): names and what each may mean. votes (Counter): codes that the report speaks of.
    RETURNS (str | None): the most specific division; None where several are equally likely.
    """
    best: list[tuple[int, int, str]] = []  # divisions named around it, what the report says of it, code
    for mention in mentions:
        for code in mention.codes:
            around = [c for other in mentions if other is not mention for c in other.codes] + list(votes)
            if mention.weak and not any(inside(code, c) for c in around):
                continue  # 港口分局 in Dalian is not Fangchenggang's 港口区
            others = sum(any(inside(code, c) and c != code for c in other.codes) for other in mentions if other is not mention)
            context = sum(number for vote, number in votes.items() if vote != code and inside(code, vote)) + votes[code]
            best.append((others, context, code))
    if not best:
        return None
    # A name within another's division wins; then what the report speaks of; then the higher rank (大连 is the city).
    top = max(others for others, _, _ in best)
    best = [row for row in best if row[0] == top]
    if top == 0 and len(mentions) > 1:
        best = [row for row in best if row[2] in mentions[0].codes] or best
    most = max(context for _, context, _ in best)
    codes = {code for _, context, code in best if context == most}
    if len(codes) > 1:
        width = min(_RANK[level_of(code)] for code in codes)
        wide = {code for code in codes if _RANK[level_of(code)] == width}
        nested = len(wide) == 1 and all(inside(code, *wide) for code in codes)  # 甘肃省白银: 白银市, not its 白银区
        codes = wide if top == 0 or nested else codes
    if len(codes) != 1:
        return None
    (code,) = codes
    # 鼓楼、仓山公安分局 are two of one city: what they share is the city.
    # (But 长沙 in `Yuhua Branch of Changsha` is the city, although there is a 长沙县 beside 雨花区.)
    beside = [m for m in mentions if not any(inside(code, c) for c in m.codes)
              and any(c[:4] == code[:4] and level_of(c) == "county" == level_of(code) for c in m.codes)]
    return code[:4] + "00" if beside else code


def votes_of(text: str, lang: str, names: Sequence[str]) -> Counter:
    """What divisions a report speaks of: each unmistakable place in its bodies' names counts three, in its text one.

    text (str): the report. names (Sequence[str]): its AGENCY spans.
    """
    votes: Counter = Counter()
    for name in names:
        for mention in _mentions(name, lang):
            if len(mention.codes) == 1 and not mention.weak and not _named_as_station(name, lang):
                votes[mention.codes[0]] += _BY_A_BODY
    for mention in find_places(text, lang):
        codes = [code for code in mention.codes if level_of(code) != "county"]
        if len(codes) == 1 and not mention.weak:
            votes[codes[0]] += 1
    return votes


def _named_as_station(name: str, lang: str) -> bool:
    """Whether a station's name is all there is: 城关派出所 is a county town's as a rule, not that of 城关区."""
    return bool(_STATION[lang].search(name) and _OWN_NAMED[lang].match(name))


def resolve(text: str, lang: str, names: Sequence[str]) -> list[Agency]:
    """Rank, kind and place of all bodies of a report, in text order.

    text (str): the report; names (Sequence[str]): its AGENCY spans.
    RETURNS (List[Agency]): one each. A body without a place of its own takes over that of the nearest body before it whose division it can
        belong to; a place that the table does not know is never replaced by another.
    """
    votes = votes_of(text, lang, names) if any(_ambiguous(name, lang) for name in names) else Counter()
    own = [_own(name, lang, votes) for name in names]
    settled = [agency for agency in own if agency and (agency.level == "national" or agency.place)]
    out: list[Agency] = []
    seen: list[Agency] = []
    for name, agency in zip(names, own):
        if agency is None:
            # A headline's `Municipal Public Security Bureau` has nothing before it: the first body that says its place speaks for it.
            agency = _inherit(name, lang, seen or settled[:1], votes)
        out.append(agency)
        if agency.level == "national" or agency.place:
            seen.append(agency)
    return out


def _ambiguous(name: str, lang: str) -> bool:
    mentions = _mentions(name, lang)
    return not mentions or _named_as_station(name, lang) or any(len(mention.codes) > 1 or mention.weak for mention in mentions)


def _own(name: str, lang: str, votes: Counter) -> Agency | None:
    """What a body's own words settle; None if it has to inherit."""
    kind, said = kind_of(name, lang), _said(name, lang)
    mentions = _mentions(name, lang)
    if lang == "zh" and _FOREIGN_ZH.search(name) and not mentions and not name.startswith("中国"):
        return Agency("national" if _CENTRAL_ZH.search(name) else None, kind, None)
    if _named_as_station(name, lang) and not any(votes[code] >= _BY_A_BODY for mention in mentions for code in mention.codes):
        return None
    place = settle(mentions, votes)
    if said == "national" and not (place and re.match("国家|State |National ", name)):
        return Agency("national", kind, None)  # but 国家税务总局深圳市税务局 is Shenzhen's
    if place:
        return Agency(_level(place, _unit_level(name, lang, mentions)), kind, place)
    if any(not mention.weak for mention in mentions):
        return Agency(said, kind, None)  # several places equally likely
    if lang == "en" and _FOREIGN_EN.search(name) and _UNKNOWN_NAME[lang].search(name):
        return Agency(None, kind, None)
    if _UNKNOWN_NAME[lang].search(name) and not _OWN_NAMED[lang].match(name):
        return Agency(said, kind, None)
    return None


def _unit_level(name: str, lang: str, mentions: Sequence[Mention]) -> str | None:
    """The rank that the words beside the places say: a county's 大队, a city's branch."""
    rest = name
    for mention in reversed(mentions):
        end = mention.end
        if lang == "zh":
            end += name[end:end + 1] in ("省", "市", "县", "区", "旗", "州") and 1 or 0
            rest = rest[:mention.start] + "某" + rest[end:]
        else:
            behind = re.match(r"[’']?s?\s*(?:Provincial|Province|Municipal|Municipality|City|County|District|Prefecture|Banner)\b", rest[end:], re.I)
            rest = rest[:mention.start] + "X" + rest[end + (behind.end() if behind else 0):]
    return _said(rest, lang, local=True)


def _level(place: str, unit: str | None) -> str:
    level = level_of(place)
    if unit is None:
        return level
    if unit == "city" and place in MUNICIPALITIES:
        return "province"  # 上海市公安局: the municipality's own bureau
    return max(level, unit, key=_RANK.__getitem__)


def _inherit(name: str, lang: str, seen: Sequence[Agency], votes: Counter) -> Agency:
    """A body without a place of its own: 市局, 刑警大队, `public security organs at all levels`."""
    kind, said = kind_of(name, lang), _said(name, lang)
    if _BARE[lang].match(name.strip()):
        return Agency(None, kind, seen[-1].place if seen and seen[-1].level != "national" else None)
    if _ALL_LEVELS[lang].search(name) and not said:
        head = seen[0] if seen else None
        return Agency(head.level, kind, head.place) if head else Agency(None, kind, _main(votes, "province"))
    if name.startswith("全区") and lang == "zh":
        said = _rank_of_region(seen)
    if said in ("province", "city", "county"):
        place = _place_of_rank(name, lang, said, seen, votes)
        return Agency(_level(place, said) if place else said, kind, place)
    if said == "station":
        return Agency(said, kind, next((a.place for a in reversed(seen) if a.place and level_of(a.place) != "province"), None))
    if seen:
        return Agency(seen[-1].level, kind, seen[-1].place)
    return Agency(None, kind, None)


def _rank_of_region(seen: Sequence[Agency]) -> str:
    """What 全区 means: the district that the report last spoke of, or the autonomous region around it."""
    place = next((a.place for a in reversed(seen) if a.place), None)
    if place and places()[place].name.endswith("区") and level_of(place) == "county":
        return "county"
    return "province" if place and place.startswith(_REGIONS) else "county"


def _place_of_rank(name: str, lang: str, said: str, seen: Sequence[Agency], votes: Counter) -> str | None:
    """The division of a rank that the bodies before speak of: 市局 after a branch is its city's."""
    before = [a.place for a in reversed(seen) if a.place]
    if said == "county" and (_EVERY[lang].search(name) or _OWN_NAMED[lang].match(name)):
        # One of the city's branches, or all of them: what the table knows is the city.
        return next((_widened(place, "city") for place in before if level_of(place) != "province" or place in MUNICIPALITIES), None)
    place = next((place for place in before if _RANK[level_of(place)] >= _RANK[said] or said == "city" and place in MUNICIPALITIES), None)
    if place:
        above = _widened(place, "city")
        own_city = level_of(place) == "county" and places()[place].name.endswith("市") and votes[place] >= votes[above] and above not in before
        return place if said == "city" and own_city and _CITY_WORD[lang].search(name) else _widened(place, said)
    if said != "county":
        return _main(votes, said)
    # A brigade whose county is not named serves, for all we know, the city.
    return next((place for place in before if level_of(place) == "city"), None)


def _widened(place: str, level: str) -> str:
    """The division of a rank around another; a municipality where its districts would have a city."""
    wide = place[:{"province": 2, "city": 4, "county": 6}[level]].ljust(6, "0")
    return wide[:2] + "0000" if level == "city" and wide[:2] + "0000" in MUNICIPALITIES else wide


def _main(votes: Counter, level: str) -> str | None:
    """The division of a rank that a report speaks of most; None on a tie."""
    width = {"province": 2, "city": 4}.get(level)
    if width is None:
        return None
    sums: Counter = Counter()
    for code, number in votes.items():
        if level == "province" or not code.endswith("0000") or code in MUNICIPALITIES:
            sums[code[:width].ljust(6, "0")] += number
    ranked = sums.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]
