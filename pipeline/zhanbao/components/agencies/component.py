"""The component ``zhanbao_agencies``: rank, kind and place of public bodies."""

from typing import Any, Callable, Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from ...labels import AGENCY
from ..normal_forms import Normaliser, score_fields
from .resolver import resolve

FIELDS = ("level", "kind", "place")


@Language.factory(
    "zhanbao_agencies",
    requires=["doc.ents"],
    default_config={"scorer": {"@scorers": "zhanbao.agency_scorer.v1"}},
    default_score_weights={"agency_level_acc": 0.5, "agency_place_acc": 0.5},
)
def create_agencies(nlp: Language, name: str, scorer: Callable | None) -> "Agencies":
    """Make the component; see :class:`Agencies`."""
    return Agencies(nlp.lang, name, scorer=scorer)


def score_agencies(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Accuracy of ``level``, ``kind`` and ``place``; see :func:`zhanbao.components.normal_forms.score_fields`."""
    return score_fields(examples, AGENCY, FIELDS)


@registry.scorers("zhanbao.agency_scorer.v1")
def make_agency_scorer() -> Callable:
    """Registered as ``zhanbao.agency_scorer.v1``."""
    return score_agencies


class Agencies(Normaliser):
    """Gives each AGENCY span ``level``, ``kind`` and ``place`` (GB/T 2260), by its words, the places it names, and the report around it.

    Accuracy: see the table in ``training/README.md``.
    """

    label, fields = AGENCY, FIELDS

    def forms(self, doc: Doc, spans: Sequence[Span]) -> list[dict[str, Any]]:
        return [agency._asdict() for agency in resolve(doc.text, self.lang, [span.text for span in spans])]
