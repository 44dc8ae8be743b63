"""Augmenters for ``spacy train``: names exchanged, and the noise of machine translation and old pages.

Both rewrite a report as segments (a stretch of text, and its label or none), so that spans, and what claims point to, go with their text by
construction.
"""

import random
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, Callable, Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from ..labels import AGENCY, CRIME, LEARNED
from .docs import CLAIMS
from .lots import read_corpus

Segments = list[tuple[str, str]]
_FULL_WIDTH = str.maketrans("0123456789,.%()", "０１２３４５６７８９，．％（）")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_PLACES = ("quantity", "agency", "operation", "counted", "action", "period")


def _edges(claims: Iterable[dict[str, Any]]) -> set[int]:
    """Every offset that a claim of the report names."""
    places = [claim.get(name) for claim in claims for name in _PLACES] + [place for claim in claims for place in claim["crimes"]]
    return {edge for place in places if place for edge in place}


def segments_of(doc: Doc) -> Segments:
    """A Doc's text, cut at its spans and at what its claims point to: text and label (``""`` between spans)."""
    text = doc.text
    ends = {ent.start_char: (ent.end_char, ent.label_) for ent in doc.ents}
    inside = {offset for start, (end, _) in ends.items() for offset in range(start + 1, end)}
    cuts = sorted(({0, len(text)} | set(ends) | {end for end, _ in ends.values()} | _edges(doc.user_data.get(CLAIMS, []))) - inside)
    return [(text[start:end], ends[start][1] if start in ends else "") for start, end in zip(cuts, cuts[1:])]


def example_of(nlp: Language, original: Doc, segments: Segments) -> Example | None:
    """Make an Example of a report's rewritten segments, with the claims of the report.

    nlp (Language): tokenises. original (Doc): the report. segments (Segments): those of :func:`segments_of`, each with another text or the same.
    RETURNS (Optional[Example]): None if a span does not align any more (the original is used then).
    """
    text, places, moved = "", [], {0: 0}
    old = 0
    for (before, label), (part, _) in zip(segments_of(original), segments, strict=True):
        if label:
            places.append((len(text), len(text) + len(part), label))
        # A place that begins or ends inside a span goes to the nearest edge of the span's new text that is not behind it.
        moved.update({old + i: len(text) + min(i, len(part)) for i in range(len(before))} if label else {old: len(text)})
        old += len(before)
        text += part
        moved[old] = len(text)
    doc = nlp.make_doc(text)
    ents = [doc.char_span(start, end, label=label) for start, end, label in places]
    if any(ent is None for ent in ents):
        return None
    doc.ents = ents
    if CLAIMS in original.user_data:
        doc.user_data[CLAIMS] = [_moved(claim, moved) for claim in original.user_data[CLAIMS]]
    return Example(nlp.make_doc(text), doc)


def _moved(claim: dict[str, Any], moved: dict[int, int]) -> dict[str, Any]:
    """A claim with its places where they stand in the rewritten text."""
    out = dict(claim)
    for name in _PLACES:
        if place := claim.get(name):
            out[name] = [moved[place[0]], moved[place[1]]]
    out["crimes"] = [[moved[start], moved[end]] for start, end in claim["crimes"]]
    return out


def _kind(text: str, label: str, lang: str) -> tuple:
    """Spans of one kind stand for each other without breaking the sentence badly."""
    if lang == "zh":
        person = re.search(r"[者员子贼徒犯客手头]$|分子$|人$", text) is not None
        return label, person, min(len(text) // 3, 3), "“" in text
    words = text.split()
    return label, words[0].lower().endswith("ing"), words[-1].endswith("s"), min(len(words) // 2, 3), text[0].isupper(), "“" in text or '"' in text


@registry.augmenters("zhanbao.exchange.v1")
def create_exchange(path: Path, level: float = 0.5, rate: float = 0.5) -> Callable[[Language, Example], Iterator[Example]]:
    """Registered as ``zhanbao.exchange.v1``: names of bodies, campaigns and offences exchanged among the reports of a corpus.

    path (Path): the annotated reports whose spans are exchanged.
    level (float): share of reports that get a second, rewritten copy.
    rate (float): share of spans that are exchanged in such a copy.
    RETURNS (Callable): the augmenter; the original comes first.
    """
    pools: dict[tuple, list[str]] = defaultdict(list)
    for report in read_corpus(path):
        for span in report.spans:
            if span.label in LEARNED:
                pools[(report.lang, *_kind(span.text, span.label, report.lang))].append(span.text)

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        yield example
        if random.random() < level:
            segments = []
            for text, label in segments_of(example.reference):
                pool = pools.get((nlp.lang, *_kind(text, label, nlp.lang))) if label else None
                segments.append((random.choice(pool) if pool and random.random() < rate else text, label))
            copy = example_of(nlp, example.reference, segments)
            if copy is not None:
                yield copy

    return augment


@registry.augmenters("zhanbao.page_noise.v1")
def create_page_noise(level: float = 0.3) -> Callable[[Language, Example], Iterator[Example]]:
    """Registered as ``zhanbao.page_noise.v1``: what machine translation and old pages do to a text.

    English: sentences run together, blanks before hyphens, straight quotes, wrong capitals. Chinese: full-width digits, straight
    quotes.

    level (float): share of reports that are changed (in place of the original).
    """

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        if random.random() < level:
            noise = _english_noise if nlp.lang == "en" else _chinese_noise
            copy = example_of(nlp, example.reference, noise(segments_of(example.reference)))
            if copy is not None:
                yield copy
                return
        yield example

    return augment


@registry.augmenters("zhanbao.both.v1")
def create_both(path: Path, exchange: float = 0.5, rate: float = 0.5, noise: float = 0.3) -> Callable[[Language, Example], Iterator[Example]]:
    """Registered as ``zhanbao.both.v1``: :func:`create_exchange`, then :func:`create_page_noise` on what it gives.

    path (Path), exchange (float), rate (float): as ``path``, ``level``, ``rate`` of the first; noise (float): ``level`` of the second.
    """
    first, second = create_exchange(path, exchange, rate), create_page_noise(noise)

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        for one in first(nlp, example):
            yield from second(nlp, one)

    return augment


def _english_noise(segments: Segments) -> Segments:
    glue, hyphens, straight, capitals = (random.random() < share for share in (0.4, 0.3, 0.4, 0.4))
    out = []
    for text, label in segments:
        if glue and not label:
            text = re.sub(r"(?<=[a-z][.,;]) (?=[A-Za-z])", lambda m: "" if random.random() < 0.5 else " ", text)
        if hyphens:
            text = re.sub(r"(?<=\w)-(?=[a-z])", " -", text)
        if straight:
            text = text.translate(_STRAIGHT)
        if capitals and label in (AGENCY, CRIME) and random.random() < 0.3:
            text = random.choice((str.lower, str.capitalize))(text)
        out.append((text, label))
    return out


def _chinese_noise(segments: Segments) -> Segments:
    wide, straight = random.random() < 0.6, random.random() < 0.4
    out = []
    for text, label in segments:
        if wide:
            text = text.translate(_FULL_WIDTH)
        if straight:
            text = text.translate(_STRAIGHT)
        out.append((text, label))
    return out
