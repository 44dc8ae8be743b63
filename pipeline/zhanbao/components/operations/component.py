"""The component ``zhanbao_operations``: campaigns under one identifier."""

from typing import Any, Callable, Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from ...labels import OPERATION
from ..normal_forms import Normaliser, score_fields
from .naming import name_operation

FIELDS = ("operation", "year")


@Language.factory(
    "zhanbao_operations",
    requires=["doc.ents"],
    assigns=["token.ent_id"],
    default_config={"scorer": {"@scorers": "zhanbao.operation_scorer.v1"}},
    default_score_weights={"operation_operation_acc": 1.0},
)
def create_operations(nlp: Language, name: str, scorer: Callable | None) -> "Operations":
    """Make the component; see :class:`Operations`."""
    return Operations(nlp.lang, name, scorer=scorer)


def score_operations(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Accuracy of ``operation`` and ``year``."""
    return score_fields(examples, OPERATION, FIELDS)


@registry.scorers("zhanbao.operation_scorer.v1")
def make_operation_scorer() -> Callable:
    """Registered as ``zhanbao.operation_scorer.v1``."""
    return score_operations


class Operations(Normaliser):
    """Gives each OPERATION span ``operation``, an identifier that all renderings of a campaign share in both languages, and ``year`` where the
    name gives it. A campaign that the table does not know gets an identifier made from its own name.

    ``ent.id_`` is the identifier. Accuracy: see the table in ``training/README.md``.
    """

    label, fields = OPERATION, FIELDS

    def forms(self, doc: Doc, spans: Sequence[Span]) -> list[dict[str, Any]]:
        out = []
        for span in spans:
            found = name_operation(span.text, self.lang)
            out.append({
                "operation": found.operation if found else None, "year": found.year if found else None, "id": found.operation if found else None,
            })
        return out
