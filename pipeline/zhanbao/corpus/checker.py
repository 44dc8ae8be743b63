"""What ``zhanbao check`` refuses, each with file and line.

The checker knows form, not sense: whether a span is the right one is for a second reader.
"""

import re
from collections import defaultdict
from pathlib import Path
from typing import Callable, Iterable, Iterator

from spacy.tokens import Doc

from ..components.quantities.patterns import open_numerals
from ..knowledge import read_lines
from ..tokenization import blank
from .docs import token_edges
from .duplicates import near_duplicates
from .lots import find_files, read_reports, split_of
from .markup import MarkupError, Report, Span

_FINAL = ".,;:!?。，；：！？、…"


def check(paths: Iterable[Path]) -> list[MarkupError]:
    """Check corpus files.

    paths: files or folders.
    RETURNS: all errors, by file and line; empty if there are none.
    RAISES: FileNotFoundError if a path holds no corpus file.
    """
    errors: list[MarkupError] = []
    reports: list[Report] = []
    for path in dict.fromkeys(file for path in paths for file in find_files(path)):
        try:
            reports += read_reports(path, errors)
        except (ValueError, UnicodeDecodeError) as error:
            errors.append(MarkupError(path, 1, str(error)))
    tokenizers: dict[str, Callable[[str], Doc]] = {}
    for report in reports:
        if report.lang not in tokenizers:
            tokenizers[report.lang] = blank(report.lang)
        for line, message in _check_report(report, tokenizers[report.lang]):
            errors.append(MarkupError(report.path, line, message))
    errors += _check_ids(reports)
    errors += _check_two_labels(reports)
    errors += _check_splits(reports)
    return sorted(errors, key=lambda error: (error.path, error.line))


def _check_report(report: Report, tokenize: Callable[[str], Doc]) -> Iterator[tuple[int, str]]:
    for span in report.spans:
        yield from ((span.line, message) for message in _check_edges(span, report.lang))
    yield from _check_alignment(report, tokenize)
    covered = [(s.start, s.end) for s in (*report.spans, *report.excused)]
    for start, end in open_numerals(report.text, report.lang):
        if not any(a < end and start < b for a, b in covered):
            line = next((s.line for s in report.sentences if s.start <= start < s.end), report.line)
            yield line, (
                f"the numeral {report.text[start:end]!r} in {report.text[max(0, start - 12):end + 12]!r} is neither annotated "
                "nor excused; write [Q:…] if it is a figure, [-:…] if it is none"
            )
    for key in ("register", "place"):
        if key not in report.meta:
            yield report.line, f"report '{report.id}' has no '# {key}: …' line"


def _check_edges(span: Span, lang: str) -> Iterator[str]:
    if span.text[0].isspace() or span.text[-1].isspace():
        yield f"the span {span.text!r} begins or ends in white space"
    if span.text[-1] in _FINAL and not re.search(r"\b[A-Za-z]\.$", span.text):
        yield f"the span {span.text!r} ends in punctuation"
    if span.text[0] in _FINAL:
        yield f"the span {span.text!r} begins with punctuation"
    if not span.deliberate:
        for word in read_lines(f"corpus/no_start_{lang}.txt"):
            if span.text.lower().startswith(f"{word} " if lang == "en" else word):
                yield f"the span {span.text!r} begins with {word!r}, which is left out (or meant: [X!:…])"


def _check_alignment(report: Report, tokenize: Callable[[str], Doc]) -> Iterator[tuple[int, str]]:
    doc = tokenize(report.text)
    if doc.text != report.text:
        yield report.line, f"the tokenizer changes the text of report '{report.id}'"
    starts, ends = token_edges(doc)
    # The words of claims (action, counted, period) are kept by their offsets and need no boundary: 罚 in 处|罚款.
    for span in report.spans:
        if span.start not in starts or span.end not in ends:
            yield span.line, f"the tokenizer puts no boundary at the edge of {span.label} {span.text!r}"


def _check_ids(reports: list[Report]) -> Iterator[MarkupError]:
    seen: dict[str, Report] = {}
    for report in reports:
        if report.id in seen:
            first = seen[report.id]
            yield MarkupError(report.path, report.line, f"the id '{report.id}' stands already in {first.path}:{first.line}")
        seen.setdefault(report.id, report)


def _check_two_labels(reports: list[Report]) -> Iterator[MarkupError]:
    """The same words under two labels, unless one of the two says that it is meant."""
    places: dict[tuple[str, str], dict[str, list[tuple[Report, Span]]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        for span in report.spans:
            if not span.deliberate:
                places[report.lang, span.text.casefold()][span.label].append((report, span))
    for by_label in places.values():
        if len(by_label) > 1:
            counts = sorted(by_label.items(), key=lambda item: len(item[1]))
            most = counts[-1][0]
            for label, found in counts[:-1]:
                for report, span in found:
                    yield MarkupError(
                        report.path, span.line,
                        f"{span.text!r} is {label} here and {most} elsewhere (for instance {by_label[most][0][0].path}:"
                        f"{by_label[most][0][1].line}); if both are right, write [{label[0]}!:…] here",
                    )


def _check_splits(reports: list[Report]) -> Iterator[MarkupError]:
    """Sentences that stand, the same or nearly so, in two splits."""
    rows = []
    for report in reports:
        split = split_of(report.path)
        if split:
            rows += [
                (f"{report.lang}/{split}", report.text[s.start:s.end], (report, s.line)) for s in report.sentences
            ]
    for (report, line), (other, other_line) in near_duplicates(rows):
        yield MarkupError(report.path, line, f"nearly the same sentence stands in another split: {other.path}:{other_line}")
