"""Read and write the corpus markup (``corpus/README.md`` describes it).

Text to data and back, with nothing of spaCy in it: :func:`parse` turns a file's lines into :class:`Report` objects,
:func:`dump` turns a report into the same lines again.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Iterable, Iterator

from ..labels import LETTERS
from .claims import ClaimLine, format_claim, parse_claim, resolve

#: The letter of a span that says "looked at, and no span".
EXCUSE = "-"
_LETTER_OF = {label: letter for letter, label in LETTERS.items()}
_JOINER = {"en": " ", "zh": ""}
_OPEN = re.compile(r"\[([AOCQ-])(!?):")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "s": " "}
_HEADER = re.compile(r"=== ([a-z0-9]+(?:-[a-z0-9]+)*)$")
_META = re.compile(r"# ([a-z_]+): (.*)$")


class MarkupError(ValueError):
    """Something in a corpus file that does not keep to the format.

    ``path`` and ``line`` (1-based) say where, ``str(error)`` says all of it.
    """

    def __init__(self, path: Any, line: int, message: str):
        super().__init__(f"{path}:{line}: {message}")
        self.path, self.line, self.message = str(path), line, message


@dataclass
class Span:
    """A labelled stretch of a report. ``label`` is None for an excused stretch (``[-:…]``); ``form`` is its normal form where a record gives one
    (the markup has none)."""

    label: str | None
    start: int
    end: int
    text: str
    deliberate: bool = False
    line: int = 0
    form: dict[str, Any] = field(default_factory=dict)


@dataclass
class Sentence:
    """One line of the markup: its place in the report's text and in the file."""

    start: int
    end: int
    line: int = 0


@dataclass
class Report:
    """One report: text, spans and claims, all offsets in code points of ``text``."""

    id: str
    lang: str
    text: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    excused: list[Span] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    path: str = ""
    line: int = 0


def parse_line(raw: str) -> tuple[str, list[Span], bool]:
    """Take one sentence line apart.

    RETURNS: the bare text, its spans (offsets in that text), and whether the line is glued to the next.
    RAISES: ValueError on broken markup.
    """
    out: list[str] = []
    spans: list[Span] = []
    length, pos = 0, 0
    opened: tuple[str, bool, int] | None = None
    while pos < len(raw):
        char = raw[pos]
        if char == "\\":
            if pos + 1 == len(raw):
                if opened:
                    raise ValueError("a span is not closed before the end of the line")
                return "".join(out), spans, True
            follower = raw[pos + 1]
            out.append(_ESCAPES.get(follower, follower))
            length += 1
            pos += 2
        elif char == "[":
            match = _OPEN.match(raw, pos)
            if opened:
                raise ValueError("a span inside a span; spans do not nest")
            if not match:
                raise ValueError(f"'[' that opens no span near {raw[pos:pos + 12]!r}; a literal bracket is written '\\['")
            opened = (match[1], match[2] == "!", length)
            pos = match.end()
        elif char == "]":
            if not opened:
                raise ValueError(f"']' that closes no span near {raw[max(0, pos - 12):pos + 1]!r}; a literal bracket is written '\\]'")
            letter, deliberate, start = opened
            if start == length:
                raise ValueError("an empty span")
            text = "".join(out)[start:]
            spans.append(Span(LETTERS.get(letter), start, length, text, deliberate))
            opened = None
            pos += 1
        else:
            out.append(char)
            length += 1
            pos += 1
    if opened:
        raise ValueError("a span is not closed before the end of the line")
    return "".join(out), spans, False


class _Builder:
    """Collects the lines of one report."""

    def __init__(self, report: Report):
        self.report = report
        self.claim_lines: list[tuple[ClaimLine, int]] = []
        self.breaks, self.glued = 0, True

    def add(self, raw: str, number: int) -> None:
        report = self.report
        text, spans, glued = parse_line(raw)
        if self.breaks and report.text:
            report.text += "\n" * self.breaks
        elif not self.glued:
            report.text += _JOINER[report.lang]
        base = len(report.text)
        report.text += text
        report.sentences.append(Sentence(base, base + len(text), number))
        for span in spans:
            span.start, span.end, span.line = span.start + base, span.end + base, number
            (report.excused if span.label is None else report.spans).append(span)
        self.breaks, self.glued = 0, glued


def parse(lines: Iterable[str], path: Any, lang: str, errors: list[MarkupError] | None = None) -> Iterator[Report]:
    """Parse the lines of one corpus file.

    lines: the file's lines, without line ends.
    path: named in errors.
    lang: ``en`` or ``zh``; decides how sentences are joined.
    errors: collects errors if given; the first one is raised otherwise.
    YIELDS: the reports in file order.
    RAISES: MarkupError, if ``errors`` is None.
    """

    def complain(number: int, message: str) -> None:
        error = MarkupError(path, number, message)
        if errors is None:
            raise error
        errors.append(error)

    builder: _Builder | None = None
    in_header = False
    for number, raw in enumerate(lines, 1):
        if raw.startswith("==="):
            if builder:
                yield _finish(builder, complain)
            match = _HEADER.match(raw)
            if not match:
                complain(number, "a report's header is '=== ' and an id of lower-case Latin letters, digits and single hyphens")
            builder = _Builder(Report(match[1] if match else raw[3:].strip() or "?", lang, path=str(path), line=number))
            in_header = True
        elif builder is None:
            if raw.strip() and not raw.startswith("#"):
                complain(number, "text before the first report ('=== id')")
        elif raw.startswith("#"):
            match = _META.match(raw)
            if in_header and match:
                builder.report.meta[match[1]] = match[2].strip()
        elif raw.startswith(">"):
            try:
                builder.claim_lines.append((parse_claim(raw), number))
            except ValueError as error:
                complain(number, str(error))
        elif not raw:
            in_header = False
            builder.breaks += 1
        else:
            in_header = False
            if raw != raw.rstrip(" "):
                complain(number, "the line ends in a space")
            try:
                builder.add(raw, number)
            except ValueError as error:
                complain(number, str(error))
    if builder:
        yield _finish(builder, complain)


def _finish(builder: _Builder, complain) -> Report:
    report = builder.report
    if not report.text:
        complain(report.line, f"report '{report.id}' has no text")
    report.claims = resolve(report, builder.claim_lines, complain)
    return report


def _escape(text: str) -> str:
    text = re.sub(r"[\\\[\]]", r"\\\g<0>", text)
    return text.replace("\n", "\\n").replace("\r", "\\r")


def dump(report: Report) -> str:
    """Write a report as markup; :func:`parse` reads the very same report from it (comments excepted).

    Sentences that the report does not know are made of its paragraphs.
    RAISES: ValueError if sentences leave text between them that the format cannot express.
    """
    out = [f"=== {report.id}", *(f"# {key}: {value}" for key, value in report.meta.items())]
    sentences = report.sentences or [
        Sentence(m.start(), m.end()) for m in re.finditer(r"[^\n]+(?=\n|$)", report.text)
    ]
    marks = sorted([*report.spans, *report.excused], key=lambda span: span.start)
    joiner = _JOINER[report.lang]
    by_figure = {(claim["quantity"]): claim for claim in report.claims}
    for index, sentence in enumerate(sentences):
        line, pos, figures = "", sentence.start, []
        for span in marks:
            if sentence.start <= span.start and span.end <= sentence.end:
                letter = _LETTER_OF[span.label] if span.label else EXCUSE
                body = _escape(report.text[span.start:span.end])
                line += f"{_escape(report.text[pos:span.start])}[{letter}{'!' * span.deliberate}:{body}]"
                pos = span.end
                if (span.start, span.end) in by_figure:
                    figures.append(by_figure[span.start, span.end])
        line += _escape(report.text[pos:sentence.end])
        if line.endswith(" "):
            line = line[:-1] + "\\s"
        if re.match(r"===|#|>", line):
            line = "\\" + line
        following = sentences[index + 1].start if index + 1 < len(sentences) else len(report.text)
        gap = report.text[sentence.end:following]
        last = index + 1 == len(sentences)
        if not gap and joiner and not last:
            line += "\\"
        out.append(line)
        out.extend(format_claim(report, claim) for claim in figures)
        if gap and set(gap) == {"\n"} and not last:
            out.extend([""] * len(gap))
        elif gap and gap != joiner or (gap and last):
            raise ValueError(f"report '{report.id}': {gap!r} between two sentences at {sentence.end} cannot be written in the markup")
    return "\n".join(out) + "\n"
