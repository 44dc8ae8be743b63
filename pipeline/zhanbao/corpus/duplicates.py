"""Near-duplicate sentences across splits, by shared character n-grams."""

import re
from collections import Counter, defaultdict
from typing import Any, Iterator, Sequence

#: Sentences with fewer letters than this are furniture (``Editor:``, 责任编辑) and may recur.
MIN_LENGTH = {"en": 40, "zh": 14}
#: Length of the n-grams, in letters.
GRAM = {"en": 6, "zh": 3}
#: Share of common n-grams (Jaccard) from which two sentences are nearly the same.
THRESHOLD = 0.7


def _letters(text: str) -> str:
    """A sentence without digits, punctuation and case: exchanging figures makes no new sentence."""
    return re.sub(r"[\W\d_]+", "", text.casefold())


def near_duplicates(rows: Sequence[tuple[str, str, Any]]) -> Iterator[tuple[Any, Any]]:
    """Pairs of nearly equal sentences in different splits of one language.

    rows: (``lang/split``, sentence, any key).
    YIELDS: the keys of the later and of the earlier sentence, one pair per later sentence at most.
    """
    grams: list[set[str]] = []
    index: dict[str, list[int]] = defaultdict(list)
    for number, (place, text, key) in enumerate(rows):
        lang = place.split("/")[0]
        letters, n = _letters(text), GRAM[lang]
        mine = {letters[i:i + n] for i in range(len(letters) - n + 1)} if len(letters) >= MIN_LENGTH[lang] else set()
        common: Counter[int] = Counter()
        for gram in mine:
            common.update(index[f"{lang}:{gram}"])
        for other, shared in common.most_common():
            if shared < THRESHOLD * len(mine) * 0.5:
                break
            if rows[other][0] != place and shared / len(mine | grams[other]) >= THRESHOLD:
                yield key, rows[other][2]
                break
        grams.append(mine)
        for gram in mine:
            index[f"{lang}:{gram}"].append(number)
