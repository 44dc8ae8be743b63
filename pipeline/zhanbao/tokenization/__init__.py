"""Tokenizers whose token boundaries never cut through a span."""

import spacy
from spacy.language import Language

#: The registered tokenizer of each language.
TOKENIZERS = {"en": "zhanbao.EnglishTokenizer.v1", "zh": "zhanbao.ChineseTokenizer.v1"}


def blank(lang: str) -> Language:
    """A pipeline of nothing but a language's tokenizer.

    lang (str): ``en`` or ``zh``.
    RETURNS (Language): callable on texts.
    """
    return spacy.blank(lang, config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZERS[lang]}}})
