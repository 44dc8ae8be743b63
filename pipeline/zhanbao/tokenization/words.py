"""A jieba instance that belongs to one tokenizer: its own dictionary, no global state, no cache file.

jieba's module-level functions share one dictionary per process, and ``jieba.Tokenizer.initialize`` writes a marshal file
to the temporary directory, where others may have put one before. Here the prefix dictionary is built in memory from words that
travel with the pipeline.
"""

import gzip
from pathlib import Path
from typing import Iterable, Iterator

import jieba

from ..knowledge import read_lines

#: jieba's own words below this count (in its ``dict.txt``) are left out: half of its 349,046 entries, nearly all of them
#: chance strings and personal names; without them the pipeline loads in half the time.
MIN_COUNT = 4
#: Counts of our own words, high enough that jieba prefers them to any sequence of shorter words.
OWN_COUNT = 100_000


class WordDictionary:
    """Words with count and part of speech, and the segmentation that jieba makes with them.

    entries: (word, count, part of speech) in jieba's tag set.
    """

    def __init__(self, entries: Iterable[tuple[str, int, str]]):
        self.entries = list(entries)
        counts: dict[str, int] = {}
        total = 0
        for word, count, _ in self.entries:
            counts[word] = count
            total += count
        for word, _, _ in self.entries:
            for end in range(len(word) - 1, 0, -1):
                prefix = word[:end]
                if prefix in counts:
                    if counts[prefix] == 0:
                        break  # all shorter prefixes are in already
                else:
                    counts[prefix] = 0
        self._tags = {word: tag for word, _, tag in self.entries}
        self._jieba = jieba.Tokenizer()
        self._jieba.FREQ, self._jieba.total, self._jieba.initialized = counts, total, True

    @classmethod
    def default(cls) -> "WordDictionary":
        """jieba's dictionary, with the words of ``knowledge/tokenization/words_zh.txt``, without those of ``not_words_zh.txt``."""
        never = frozenset(read_lines("tokenization/not_words_zh.txt"))
        return cls(entry for entry in (*_jieba_entries(), *_own_entries()) if entry[0] not in never)

    def segment(self, text: str) -> Iterator[tuple[str, str]]:
        """Words of a text and their part of speech (``x`` where the dictionary has none); joined they are the text."""
        tags = self._tags
        for word in self._jieba.cut(text, HMM=False):
            yield word, tags.get(word, "x")

    def to_bytes(self) -> bytes:
        lines = "\n".join(f"{word}\t{count}\t{tag}" for word, count, tag in self.entries)
        return gzip.compress(lines.encode("utf8"), mtime=0)

    @classmethod
    def from_bytes(cls, data: bytes) -> "WordDictionary":
        rows = (line.split("\t") for line in gzip.decompress(data).decode("utf8").split("\n") if line)
        return cls((word, int(count), tag) for word, count, tag in rows)


def _jieba_entries() -> Iterator[tuple[str, int, str]]:
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf8") as lines:
        for line in lines:
            word, count, tag = line.split(" ")
            if int(count) >= MIN_COUNT:
                yield word, int(count), tag.strip()


def _own_entries() -> Iterator[tuple[str, int, str]]:
    for line in read_lines("tokenization/words_zh.txt"):
        word, tag = line.split()
        yield word, OWN_COUNT, tag
