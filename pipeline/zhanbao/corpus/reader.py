"""The corpus reader that ``spacy train`` calls: markup in, Examples out, no conversion step."""

from pathlib import Path
from typing import Callable, Iterator

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from .docs import to_doc
from .lots import read_corpus
from .markup import Report

Augmenter = Callable[[Language, Example], Iterator[Example]]


@registry.readers("zhanbao.MarkupCorpus.v1")
def create_markup_corpus(
    path: Path | None, max_reports: int = 0, augmenter: Augmenter | None = None
) -> Callable[[Language], Iterator[Example]]:
    """Registered as ``zhanbao.MarkupCorpus.v1``; reads annotated reports for ``[corpora]``, one Doc per report.

    path (Path): a corpus file, or a folder that is searched for ``*.txt``.
    max_reports (int): read so many reports only, spread evenly over the files; 0 for all.
    augmenter (Callable): makes Examples of an Example, for training.
    RETURNS (Callable): makes the Examples for an ``nlp`` object.
    RAISES: ValueError without a path; MarkupError (with file, line and text) on anything that does not parse or align.
    """
    if path is None:
        raise ValueError(
            "the reader zhanbao.MarkupCorpus.v1 has no path; set [paths] in the config or give --paths.train and --paths.dev"
        )
    return MarkupCorpus(path, max_reports, augmenter)


class MarkupCorpus:
    """Examples from annotated reports.

    path (Path): a corpus file or a folder of them.
    max_reports (int): read so many reports only, spread evenly over the files; 0 for all.
    augmenter (Callable): makes Examples of an Example.
    """

    def __init__(self, path: Path, max_reports: int = 0, augmenter: Augmenter | None = None):
        self.augmenter = augmenter
        self.path = Path(path)
        self.max_reports = max_reports
        self._reports: list[Report] | None = None

    def reports(self) -> list[Report]:
        """The annotated reports in file order; read once, since training asks for them at every epoch."""
        if self._reports is None:
            reports = list(read_corpus(self.path))
            wanted = min(self.max_reports or len(reports), len(reports))
            self._reports = [reports[number * len(reports) // wanted] for number in range(wanted)]
        return self._reports

    def docs(self, tokenize: Callable[[str], Doc]) -> Iterator[Doc]:
        """Gold Docs in file order, made by ``tokenize`` (text to Doc)."""
        for report in self.reports():
            yield to_doc(report, tokenize)

    def __call__(self, nlp: Language) -> Iterator[Example]:
        for gold in self.docs(nlp.make_doc):
            example = Example(nlp.make_doc(gold.text), gold)
            if self.augmenter is None:
                yield example
            else:
                yield from self.augmenter(nlp, example)
