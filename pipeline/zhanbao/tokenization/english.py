"""English tokens for machine-translated text.

Machine translation runs words together and splits them (``arrested.At``, ``26Case``, ``14%year -on -year``), and spans
begin and end there. So the boundaries inside a white-space word are all written as *one* zero-width pattern, which spaCy's
own Tokenizer takes as its infix rule: no prefix, suffix, URL or exception rule can then join what a span divides. spaCy
serialises the pattern with the pipeline, and caches the pieces of each word, so the pattern costs nothing at run time.
"""

import re
from collections import defaultdict
from functools import lru_cache
from typing import Callable

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import registry

from ..knowledge import read_lines

_LETTER = r"[^\W\d_]"
_PUNCT = r"[^\w\s]|_"
# A comma or point between two digits belongs to the number, and an apostrophe to the possessive that follows it.
_IN_NUMBER = r"(?<=\d)(?=[.,]\d)|(?<=\d[.,])(?=\d)"
_IN_POSSESSIVE = rf"(?<=['’])(?=s(?!{_LETTER}))"
# Rules of dashes, dots and asterisks stay whole.
_IN_RULE = r"(?<=([-.=*_~]))(?=\1)"


def boundary_pattern() -> str:
    """The zero-width pattern of all token boundaries inside a white-space word.

    RETURNS (str): a regular expression that matches the empty string at each boundary:
        around punctuation and symbols, between letters and digits, between a small and a capital letter,
        and between two run-together words of ``knowledge/tokenization/glued_en.txt``.
    """
    around = rf"(?!{_IN_NUMBER}|{_IN_POSSESSIVE}|{_IN_RULE})(?:(?<={_PUNCT})|(?={_PUNCT}))"
    parts = [
        around,
        rf"(?<={_LETTER})(?=\d)",
        rf"(?<=\d)(?={_LETTER})",
        r"(?<=[a-z])(?=[A-Z])",
        *_glued_patterns(),
    ]
    return "|".join(parts)


def _glued_patterns() -> list[str]:
    """Boundaries inside two words run together without a capital (``Evilcase``): both must be listed, and nothing else."""
    words = read_lines("tokenization/glued_en.txt")
    if not words:
        return []
    seconds = "|".join(re.escape(word) for word in sorted(words))
    by_width = defaultdict(list)
    for word in sorted(words):
        by_width[len(word)].append(re.escape(word))
    firsts = "|".join(
        rf"(?<=(?<!{_LETTER})(?i:{'|'.join(group)}))" for _, group in sorted(by_width.items())
    )
    return [rf"(?=(?:{seconds})(?!{_LETTER}))(?:{firsts})"]


@lru_cache(maxsize=1)
def _compiled() -> re.Pattern:
    return re.compile(boundary_pattern())


@registry.tokenizers("zhanbao.EnglishTokenizer.v1")
def create_english_tokenizer() -> Callable[[Language], Tokenizer]:
    """Registered as ``zhanbao.EnglishTokenizer.v1``; a plain ``spacy.tokenizer.Tokenizer`` with our boundaries.

    RETURNS (Callable): makes the tokenizer for an ``nlp`` object.
    """

    def make(nlp: Language) -> Tokenizer:
        return Tokenizer(nlp.vocab, rules={}, infix_finditer=_compiled().finditer, url_match=None, token_match=None)

    return make
