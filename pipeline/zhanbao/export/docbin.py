"""Records from the ``.spacy`` files that ``spacy apply`` and ``zhanbao convert`` write."""

from pathlib import Path
from typing import Any, Iterator

from spacy.tokens import Doc

from ..corpus.convert import read_docbin
from ..corpus.docs import REPORT
from .records import identity_of, record_of
from .sources import language_of


def records_of(path: Path, model: str | None = None) -> Iterator[dict[str, Any]]:
    """Records of the Docs in a ``.spacy`` file.

    path (Path): the file.
    model (str): name and version of the pipeline that made it; null in the records when nobody says.
    RETURNS (Iterator[dict]): records; a Doc without id is named after the file and its place in it.
    RAISES: OSError, ValueError at once if the file cannot be read.
    """
    return _records(read_docbin(path), Path(path).name, model)


def _records(docs: Iterator[Doc], name: str, model: str | None) -> Iterator[dict[str, Any]]:
    for number, doc in enumerate(docs, 1):
        id, meta = identity_of(doc, f"{name}:{number}")
        lang = doc.user_data.get(REPORT, {}).get("lang") or language_of(doc.text)
        yield record_of(doc, id=id, lang=lang, model=model, meta=meta)
