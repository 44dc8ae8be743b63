"""The corpus reader that ``spacy train`` calls: markup in, Examples out, no conversion step."""

from pathlib import Path
from typing import Callable, Iterator

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from .docs import to_doc
from .lots import find_files, read_reports


@registry.readers("zhanbao.MarkupCorpus.v1")
def create_markup_corpus(path: Path | None, max_reports: int = 0) -> Callable[[Language], Iterator[Example]]:
    """Registered as ``zhanbao.MarkupCorpus.v1``; reads annotated reports for ``[corpora]``, one Doc per report.

    path (Path): a corpus file, or a folder that is searched for ``*.txt``.
    max_reports (int): read so many reports only, 0 for all.
    RETURNS (Callable): makes the Examples for an ``nlp`` object.
    RAISES: ValueError without a path; MarkupError (with file, line and text) on anything that does not parse or align.
    """
    if path is None:
        raise ValueError(
            "the reader zhanbao.MarkupCorpus.v1 has no path; set [paths] in the config or give --paths.train and --paths.dev"
        )
    return MarkupCorpus(path, max_reports)


class MarkupCorpus:
    """Examples from annotated reports.

    path (Path): a corpus file or a folder of them.
    max_reports (int): read so many reports only, 0 for all.
    """

    def __init__(self, path: Path, max_reports: int = 0):
        self.path = Path(path)
        self.max_reports = max_reports

    def docs(self, tokenize: Callable[[str], Doc]) -> Iterator[Doc]:
        """Gold Docs in file order, made by ``tokenize`` (text to Doc)."""
        count = 0
        for file in find_files(self.path):
            for report in read_reports(file):
                if self.max_reports and count >= self.max_reports:
                    return
                count += 1
                yield to_doc(report, tokenize)

    def __call__(self, nlp: Language) -> Iterator[Example]:
        for gold in self.docs(nlp.make_doc):
            yield Example(nlp.make_doc(gold.text), gold)
