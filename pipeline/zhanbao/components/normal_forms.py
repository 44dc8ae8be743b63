"""What the components that give spans their normal form have in common: where it is kept, and how it is scored."""

from typing import Any, Callable, ClassVar, Iterable, Sequence

from spacy.tokens import Doc, Span
from spacy.training import Example

from ..corpus.docs import span_key


class Scored:
    """What makes spaCy score a component that learns nothing: a ``score`` method beside the ``scorer``."""

    scorer: Callable | None = None

    def score(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
        """Scores of the component, for ``nlp.evaluate`` and ``spacy evaluate``.

        examples (Iterable[Example]): predicted and gold Docs.
        RETURNS (Dict[str, Any]): what the scorer gives, nothing without one.
        """
        return self.scorer(examples, **kwargs) if self.scorer else {}


class Normaliser(Scored):
    """Gives the spans of one label their normal form, as plain data in ``doc.user_data`` under :func:`zhanbao.corpus.docs.span_key`.

    Subclasses say ``label`` and ``fields`` and implement :meth:`forms`. A field that the text does not settle is None.

    lang (str): ``en`` or ``zh``.
    scorer (Callable | None): scores the fields.
    """

    label: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]

    def __init__(self, lang: str, name: str, *, scorer: Callable | None = None):
        if lang not in ("en", "zh"):
            raise ValueError(f"{name} reads 'en' and 'zh', not {lang!r}")
        self.lang, self.name, self.scorer = lang, name, scorer

    def forms(self, doc: Doc, spans: Sequence[Span]) -> list[dict[str, Any]]:
        """The normal forms of the spans of a report, in their order; a form may hold ``kb_id`` and ``id`` for the span itself."""
        raise NotImplementedError

    def __call__(self, doc: Doc) -> Doc:
        """Set the normal forms.

        doc (Doc): spans of ``label`` in ``doc.ents``, whoever made them.
        RETURNS (Doc): the same Doc.
        """
        spans = [ent for ent in doc.ents if ent.label_ == self.label]
        if not spans:
            return doc
        marked = {}
        for span, form in zip(spans, self.forms(doc, spans)):
            kb_id, span_id = form.pop("kb_id", None), form.pop("id", None)
            doc.user_data.setdefault(span_key(span), {}).update(form)
            if kb_id or span_id:
                marked[span.start] = Span(doc, span.start, span.end, label=span.label, kb_id=kb_id or "", span_id=span_id or "")
        if marked:
            doc.ents = [marked.get(ent.start, ent) if ent.label_ == self.label else ent for ent in doc.ents]
        return doc


def score_fields(
    examples: Iterable[Example], label: str, fields: Sequence[str], right: Callable[[str, Any, Any], bool] | None = None
) -> dict[str, Any]:
    """Accuracy of normal forms among exactly matched spans.

    examples (Iterable[Example]): references that carry normal forms (``zhanbao convert`` of gold records gives such).
    label (str): of the spans. fields (Sequence[str]): looked at.
    right (Callable): whether a field is right: field, gold value, predicted value; equality if not given.
    RETURNS (dict): ``{label}_{field}_acc`` (share right where gold gives a value), ``…_wrong`` (share with another value),
        ``…_null`` (share with none) and ``…_guessed`` (values given where gold says null, a number); None without gold.
    """
    counts = {field: [0, 0, 0, 0] for field in fields}  # gold, right, null, guessed
    known = False
    for example in examples:
        found = {(e.start_char, e.end_char) for e in example.predicted.ents if e.label_ == label}
        for ent in example.reference.ents:
            gold = example.reference.user_data.get(span_key(ent))
            if ent.label_ != label or not gold or (ent.start_char, ent.end_char) not in found:
                continue
            predicted = example.predicted.user_data.get(span_key(ent), {})
            for field in fields:
                if field not in gold:
                    continue
                known = True
                wanted, given = gold[field], predicted.get(field)
                if _empty(wanted):
                    counts[field][3] += not _empty(given)
                else:
                    counts[field][0] += 1
                    counts[field][1] += (right or _equal)(field, wanted, given)
                    counts[field][2] += _empty(given)
    out: dict[str, Any] = {}
    for field, (gold, correct, null, guessed) in counts.items():
        key = f"{label.lower()}_{field}"
        out[f"{key}_acc"] = correct / gold if gold else None
        out[f"{key}_wrong"] = (gold - correct - null) / gold if gold else None
        out[f"{key}_null"] = null / gold if gold else None
        out[f"{key}_guessed"] = guessed if known else None
    return out


def _empty(value: Any) -> bool:
    """Nothing said; a list is a tuple once a DocBin has kept it."""
    return value is None or value == [] or value == ()


def _equal(field: str, gold: Any, given: Any) -> bool:
    if isinstance(gold, (int, float)) and isinstance(given, (int, float)):
        return abs(gold - given) <= 1e-9 * max(1.0, abs(gold))
    return gold == given
