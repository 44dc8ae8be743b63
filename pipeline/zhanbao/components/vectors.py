"""Static word vectors from a small table in the checkout, put into a pipeline before it is initialised."""

from pathlib import Path
from typing import Callable

import numpy
from spacy.language import Language
from spacy.util import registry
from spacy.vectors import Vectors


@registry.callbacks("zhanbao.word_vectors.v1")
def create_word_vectors(path: Path) -> Callable[[Language], Language]:
    """Registered as ``zhanbao.word_vectors.v1``, for ``[initialize.before_init]``.

    path (Path): an ``.npz`` file with ``words`` (small letters) and ``vectors`` (a row each); ``training/make_vectors.py`` makes one.
    RETURNS (Callable): sets ``nlp.vocab.vectors``, looked up by the word in small letters.
    RAISES: FileNotFoundError if there is no such file.
    """

    def load(nlp: Language) -> Language:
        if not Path(path).exists():
            raise FileNotFoundError(f"no word vectors at {path}; make them with training/make_vectors.py, or set [paths] word_vectors")
        table = numpy.load(path)
        words = [str(word) for word in table["words"]]
        nlp.vocab.vectors = Vectors(
            strings=nlp.vocab.strings, data=table["vectors"].astype("float32"), keys=words, name="zhanbao_words", attr="LOWER"
        )
        return nlp

    return load
