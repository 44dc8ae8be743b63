"""Chinese tokens: jieba's words, cut further wherever a span may begin or end.

Spans of campaign reports begin and end inside jieba's words (诈骗|罪, 约|500克, K|粉, 三|省), so jieba's words as tokens lose spans; characters as
tokens lose none, but know no words and make long sequences. Here jieba's words are cut at the edges of figures (as the rules of
``components/quantities`` see them), between scripts, behind a numeral that counts the noun after it, and before what follows an offence
(案, 罪, 类); words of jieba's dictionary that cross the edges of spans are not in ours. ``token.tag_`` holds the word's part of speech and
``token.lemma_`` its last character, both for the embedding to read. ``training/README.md`` holds this against the alternatives.
"""

import re
from pathlib import Path
from typing import Any, Callable, Iterable, Iterator, Union

import srsly
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from ..components.quantities.recogniser import find_figures
from .words import WordDictionary

SEGMENTERS = ("char", "jieba", "char+jieba", "words")
# Latin runs, digit runs (ASCII or full width, with the commas and points inside), single white space, any other character.
_PIECE = re.compile(r"[A-Za-z]+|[Ａ-Ｚａ-ｚ]+|[0-9]+(?:[.,][0-9]+)*|[０-９]+(?:[．，.,][０-９]+)*|\s|.", re.DOTALL)

_PIECES_OF_WORD = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]+|[0-9]+(?:[.,][0-9]+)*|[０-９]+(?:[．，.,][０-９]+)*|\s")
# Determiners that jieba joins to a place or body (该县, 我省), and that no span begins with.
_DETERMINER = re.compile(r"[该本我][省市县区州旗镇乡局院所厅队国]")
# A numeral before one character, or before a classifier and more: 三|省, 一|个|集.
_COUNTED = re.compile(r"([一二两三四五六七八九十百千万亿几数半]+)(?:.$|[个名起件条部台辆家处人张])")


@registry.tokenizers("zhanbao.ChineseTokenizer.v1")
def create_chinese_tokenizer(segmenter: str = "words") -> Callable[[Language], "ChineseTokenizer"]:
    """Registered as ``zhanbao.ChineseTokenizer.v1``.

    segmenter (str): ``words`` (jieba's words, cut further; loses nothing), and for comparison ``char+jieba`` (characters, with
        place in jieba's word and part of speech in ``token.tag_``, the word in ``token.lemma_``), ``char`` (characters alone) and
        ``jieba`` (jieba's words as they are; loses spans).
    RETURNS (Callable): makes the tokenizer for an ``nlp`` object.
    """

    def make(nlp: Language) -> "ChineseTokenizer":
        return ChineseTokenizer(nlp.vocab, segmenter=segmenter)

    return make


class ChineseTokenizer:
    """Tokenizes Chinese without losing a span; owns its dictionary and saves it with the pipeline.

    vocab (Vocab): the pipeline's vocabulary.
    segmenter (str): see :func:`create_chinese_tokenizer`.
    dictionary (WordDictionary): words; jieba's and ours when None, read at first use.
    """

    def __init__(self, vocab: Vocab, segmenter: str = "words", dictionary: WordDictionary | None = None):
        if segmenter not in SEGMENTERS:
            raise ValueError(f"unknown segmenter {segmenter!r}; segmenters are {', '.join(SEGMENTERS)}")
        self.vocab = vocab
        self.segmenter = segmenter
        self._dictionary = dictionary

    @property
    def dictionary(self) -> WordDictionary:
        if self._dictionary is None:
            self._dictionary = WordDictionary.default()
        return self._dictionary

    def __call__(self, text: str) -> Doc:
        """Tokenize a text.

        text (str): any text; ``doc.text`` is the very same.
        RETURNS (Doc): with ``token.tag_`` set unless the segmenter is ``char``.
        """
        if self.segmenter == "char":
            words, tags, lemmas = _PIECE.findall(text), None, None
        elif self.segmenter == "jieba":
            words, tags, lemmas = [], [], None
            for word, tag in self.dictionary.segment(text):
                pieces = re.findall(r"\s|\S+", word)
                words += pieces
                tags += [f"S-{tag}"] * len(pieces)
        elif self.segmenter == "words":
            words, tags, lemmas = self._words(text)
        else:
            words, tags, lemmas = self._characters(text)
        return self._doc(words, tags, lemmas)

    def _characters(self, text: str) -> tuple[list[str], list[str], list[str]]:
        pieces, tags, lemmas = [], [], []
        for word, tag in _joined(self.dictionary.segment(text)):
            inside = _PIECE.findall(word)
            pieces += inside
            lemmas += [word] * len(inside)
            if len(inside) == 1:
                tags.append(f"S-{tag}")
            else:
                tags.append(f"B-{tag}")
                tags += [f"M-{tag}"] * (len(inside) - 2)
                tags.append(f"E-{tag}")
        return pieces, tags, lemmas

    def _words(self, text: str) -> tuple[list[str], list[str], list[str]]:
        """jieba's words, cut further wherever a span may begin or end."""
        edges = {edge for figure in find_figures(text, "zh") for edge in (figure.start, figure.end)}
        pieces, tags, pos = [], [], 0
        for word, tag in _joined(self.dictionary.segment(text)):
            end = pos + len(word)
            cuts = sorted({pos, end, *(edge for edge in _inner_cuts(word, pos) if pos < edge < end), *(e for e in range(pos + 1, end) if e in edges)})
            for left, right in zip(cuts, cuts[1:]):
                pieces.append(text[left:right])
                tags.append(tag)
            pos = end
        return pieces, tags, [piece[-1] for piece in pieces]

    def _doc(self, pieces: list[str], tags: list[str] | None, lemmas: list[str] | None) -> Doc:
        """Make the Doc; a single blank after a word is that word's trailing space, as spaCy has it."""
        words, spaces, kept = [], [], []
        for index, piece in enumerate(pieces):
            if piece == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
                continue
            words.append(piece)
            spaces.append(False)
            kept.append(index)
        return Doc(
            self.vocab, words=words, spaces=spaces, tags=[tags[i] for i in kept] if tags else None,
            lemmas=[lemmas[i] for i in kept] if lemmas else None,
        )

    def pipe(self, texts: Iterable[str], batch_size: int = 50) -> Iterator[Doc]:
        for text in texts:
            yield self(text)

    # Serialisation, as spaCy's own tokenizers have it.

    def __reduce__(self):
        return _restore, (self.vocab, self.to_bytes())

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        serializers = {"cfg": lambda: srsly.json_dumps({"segmenter": self.segmenter})}
        if self.segmenter != "char":
            serializers["dictionary"] = lambda: self.dictionary.to_bytes()
        return util.to_bytes(serializers, exclude)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "ChineseTokenizer":
        util.from_bytes(data, {"cfg": lambda b: self._set(srsly.json_loads(b)), "dictionary": self._set_dictionary}, exclude)
        return self

    def to_disk(self, path: Union[str, Path], *, exclude: Iterable[str] = ()) -> None:
        folder = util.ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        srsly.write_json(folder / "cfg", {"segmenter": self.segmenter})
        if self.segmenter != "char":
            (folder / "dictionary.tsv.gz").write_bytes(self.dictionary.to_bytes())

    def from_disk(self, path: Union[str, Path], *, exclude: Iterable[str] = ()) -> "ChineseTokenizer":
        folder = util.ensure_path(path)
        self._set(srsly.read_json(folder / "cfg"))
        if self.segmenter != "char":
            self._set_dictionary((folder / "dictionary.tsv.gz").read_bytes())
        return self

    def _set(self, cfg: dict[str, Any]) -> None:
        self.segmenter = cfg["segmenter"]

    def _set_dictionary(self, data: bytes) -> None:
        self._dictionary = WordDictionary.from_bytes(data)


def _inner_cuts(word: str, pos: int) -> Iterator[int]:
    """Places inside a word of jieba's where spans begin or end: other scripts, counted nouns, what follows an offence."""
    if len(word) > 1:
        for match in _PIECES_OF_WORD.finditer(word):
            yield pos + match.start()
            yield pos + match.end()
        if match := _COUNTED.match(word):
            yield pos + match.end(1)
            yield pos + match.end()
        if word[-1] in "案罪类" and len(word) > 2:
            yield pos + len(word) - 1
        if _DETERMINER.match(word):
            yield pos + 1


def _joined(words: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Join words that jieba cuts inside a run of Latin letters or digits, which is one token here."""
    pending, tag = "", "x"
    for word, word_tag in words:
        if pending and _runs_on(pending[-1], word[0]):
            pending += word
        else:
            if pending:
                yield pending, tag
            pending, tag = word, word_tag
    if pending:
        yield pending, tag


def _runs_on(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and (left.isalnum() or left in ".,") and (right.isalnum() or right in ".,") or (
        left in "０１２３４５６７８９．，" and right in "０１２３４５６７８９．，"
    )


def _restore(vocab: Vocab, data: bytes) -> ChineseTokenizer:
    return ChineseTokenizer(vocab).from_bytes(data)
