"""The component ``zhanbao_quantities``: figures by rules, held against what the recogniser before it found, and what each says."""

import warnings
from typing import Any, Callable, Iterable

from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans, registry

from ...corpus.docs import SOURCE, span_key, token_edges
from ...labels import QUANTITY
from ..normal_forms import Scored, score_fields
from .recogniser import KINDS, find_figures
from .values import Quantity, normalise

#: Kinds of figure that stand without the model: their form says enough. The others (``one``, a duration …) stand where the
#: model found a QUANTITY too. Chosen on the corpus' dev split; ``training/README.md`` has the table.
ALONE = ("money", "percent", "measure", "approximate", "large", "classified")
RULE = "quantity_rules"
#: The normal form of a figure; see :class:`zhanbao.components.quantities.values.Quantity`.
FIELDS = Quantity._fields


@Language.factory(
    "zhanbao_quantities",
    assigns=["doc.ents"],
    default_config={"alone": list(ALONE), "keep_model": False, "scorer": {"@scorers": "zhanbao.quantity_scorer.v1"}},
    default_score_weights={"quantity_f": 1.0, "quantity_p": 0.0, "quantity_r": 0.0},
)
def create_quantities(nlp: Language, name: str, alone: list[str], keep_model: bool, scorer: Callable | None) -> "Quantities":
    """Make the component; see :class:`Quantities`."""
    return Quantities(nlp.lang, name=name, alone=alone, keep_model=keep_model, scorer=scorer)


def score_quantities(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Precision, recall and F of exact QUANTITY spans, and the accuracy of their normal forms where gold has them.

    RETURNS (Dict[str, Any]): ``quantity_p``, ``quantity_r``, ``quantity_f``, and for each field what
        :func:`zhanbao.components.normal_forms.score_fields` gives (``quantity_value_acc`` …).
    """
    examples = list(examples)

    def figures(doc: Doc, _: str) -> list[Span]:
        return [ent for ent in doc.ents if ent.label_ == QUANTITY]

    spans = Scorer.score_spans(examples, "quantity", getter=figures, allow_overlap=False)
    spans.pop("quantity_per_type", None)
    return {**spans, **score_fields(examples, QUANTITY, FIELDS)}


@registry.scorers("zhanbao.quantity_scorer.v1")
def make_quantity_scorer() -> Callable:
    """Registered as ``zhanbao.quantity_scorer.v1``."""
    return score_quantities


class Quantities(Scored):
    """Adds QUANTITY spans that rules find to ``doc.ents``, and says in ``doc.user_data`` what made each span and what each figure says
    (``value``, ``low``, ``high``, ``bound``, ``unit``, ``classifier``).

    Works behind a recogniser (spans of other labels stay as they are, and a figure inside one is none) and alone.

    lang (str): ``en`` or ``zh``.
    alone (List[str]): kinds of figure that need no agreement of the model.
    keep_model (bool): keep QUANTITY spans of the model where the rules see no figure.
    scorer (Callable): scores QUANTITY spans.

    Exact F of QUANTITY: see the table in ``training/README.md`` (rules alone, model alone, both).
    """

    def __init__(
        self, lang: str, name: str = "zhanbao_quantities", *, alone: Iterable[str] = ALONE, keep_model: bool = False,
        scorer: Callable | None = score_quantities,
    ):
        if lang not in ("en", "zh"):
            raise ValueError(f"zhanbao_quantities reads 'en' and 'zh', not {lang!r}")
        unknown = set(alone) - set(KINDS)
        if unknown:
            raise ValueError(f"unknown kinds of figure in 'alone': {', '.join(sorted(unknown))}; kinds are {', '.join(KINDS)}")
        self.lang, self.name, self.alone, self.keep_model, self.scorer = lang, name, frozenset(alone), keep_model, scorer

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents`` and the source of each span.

        doc (Doc): ``doc.ents`` may hold spans already.
        RETURNS (Doc): the same Doc.
        """
        others = [ent for ent in doc.ents if ent.label_ != QUANTITY]
        guessed = [ent for ent in doc.ents if ent.label_ == QUANTITY]
        taken = {token.i for ent in others for token in ent}
        supported = {token.i for ent in guessed for token in ent}
        ruled = []
        for span, kind in self._figures(doc):
            tokens = range(span.start, span.end)
            if not taken.isdisjoint(tokens):
                continue
            if kind in self.alone or not supported.isdisjoint(tokens):
                ruled.append(span)
        if self.keep_model:
            covered = {token.i for span in ruled for token in span}
            kept = [ent for ent in guessed if covered.isdisjoint(range(ent.start, ent.end))]
        else:
            kept = []
        doc.ents = filter_spans([*others, *ruled, *kept])
        rules = {(span.start, span.end) for span in ruled}
        for ent in doc.ents:
            source = RULE if ent.label_ == QUANTITY and (ent.start, ent.end) in rules else "model"
            data = doc.user_data.setdefault(span_key(ent), {})
            data.setdefault(SOURCE, source)
            if ent.label_ == QUANTITY:
                data.update(_form(normalise(ent.text, self.lang)))
        return doc

    def _figures(self, doc: Doc) -> Iterable[tuple[Span, str]]:
        starts, ends = token_edges(doc)
        for figure in find_figures(doc.text, self.lang):
            if figure.start in starts and figure.end in ends:
                yield Span(doc, starts[figure.start], ends[figure.end], label=QUANTITY), figure.kind
            else:
                warnings.warn(
                    f"zhanbao_quantities: the tokenizer puts no boundary at the edge of the figure {doc.text[figure.start:figure.end]!r}, so "
                    "it is left to the recogniser (numbers run together, or another tokenizer than zhanbao's)"
                )


def _form(quantity: Quantity | None) -> dict[str, Any]:
    return quantity._asdict() if quantity else dict.fromkeys(FIELDS)
