"""The component ``zhanbao_edges``: spans begin and end where the guidelines say."""

from typing import Callable, Iterable

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from ...corpus.docs import SOURCE, span_key
from ...labels import AGENCY, CRIME, LEARNED, OPERATION
from ..normal_forms import Scored
from .rules import office_of, quoted_category, repair

RULE = "edge_rules"


@Language.factory(
    "zhanbao_edges",
    assigns=["doc.ents"],
    requires=["doc.ents"],
    default_config={"labels": list(LEARNED), "scorer": {"@scorers": "spacy.ner_scorer.v1"}},
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def create_edges(nlp: Language, name: str, labels: list[str], scorer: Callable | None) -> "Edges":
    """Make the component; see :class:`Edges`."""
    return Edges(nlp.lang, name=name, labels=labels, scorer=scorer)


class Edges(Scored):
    """Repairs the spans in ``doc.ents``: quotes, determiners, punctuation, what follows an offence; drops what is none.

    Stands behind a recogniser. A span that was changed has the source ``edge_rules`` in ``doc.user_data``.

    lang (str): ``en`` or ``zh``.
    labels (List[str]): labels whose spans are looked at.
    scorer (Callable): scores all spans.

    What it adds to exact F: see ``training/README.md``.
    """

    def __init__(
        self, lang: str, name: str = "zhanbao_edges", *, labels: Iterable[str] = LEARNED,
        scorer: Callable | None = None,
    ):
        if lang not in ("en", "zh"):
            raise ValueError(f"zhanbao_edges reads 'en' and 'zh', not {lang!r}")
        self.lang, self.name, self.labels, self.scorer = lang, name, frozenset(labels), scorer

    def __call__(self, doc: Doc) -> Doc:
        """Repair ``doc.ents``.

        doc (Doc): with spans of a recogniser.
        RETURNS (Doc): the same Doc.
        """
        if not doc.ents:
            return doc
        text = doc.text
        ents, changed = [], set()
        for ent in doc.ents:
            if ent.label_ in self.labels:
                edges = repair(text, ent.start_char, ent.end_char, ent.label_, self.lang)
                if edges != [(ent.start_char, ent.end_char)]:
                    # A foreign tokenizer may have no boundary there; the span then stays as the recogniser drew it.
                    repaired = [doc.char_span(*edge, label=ent.label_) for edge in edges]
                    if None not in repaired:
                        ents += repaired
                        changed.update(edges)
                        continue
            ents.append(ent)
        doc.ents = filter_spans(_joined(doc, ents, changed))
        for ent in doc.ents:
            if (ent.start_char, ent.end_char) in changed:
                doc.user_data.setdefault(span_key(ent), {})[SOURCE] = RULE
        return doc


def _joined(doc: Doc, ents: list[Span], changed: set[tuple[int, int]]) -> list[Span]:
    """Join neighbours that are one span: a campaign's name and its office, a quoted nickname and its offence."""
    out: list[Span] = []
    for ent in ents:
        edges = None
        if out:
            rule = {(OPERATION, AGENCY): office_of, (CRIME, CRIME): quoted_category}.get((out[-1].label_, ent.label_))
            if rule is not None:
                edges = rule(doc.text, (out[-1].start_char, out[-1].end_char), (ent.start_char, ent.end_char))
        joined = doc.char_span(*edges, label=ent.label_) if edges else None
        if joined is not None:
            out[-1] = joined
            changed.add((joined.start_char, joined.end_char))
        else:
            out.append(ent)
    return out
