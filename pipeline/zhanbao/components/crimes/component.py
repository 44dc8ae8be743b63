"""The component ``zhanbao_crimes``: offences in the project's identifiers and the UN's classification."""

from typing import Any, Callable, Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

from ...labels import CRIME
from ..normal_forms import Normaliser, score_fields
from .matcher import find_crime

FIELDS = ("crime", "iccs")


@Language.factory(
    "zhanbao_crimes",
    requires=["doc.ents"],
    assigns=["token.ent_kb_id", "token.ent_id"],
    default_config={"scorer": {"@scorers": "zhanbao.crime_scorer.v1"}},
    default_score_weights={"crime_iccs_acc": 1.0},
)
def create_crimes(nlp: Language, name: str, scorer: Callable | None) -> "Crimes":
    """Make the component; see :class:`Crimes`."""
    return Crimes(nlp.lang, name, scorer=scorer)


def score_crimes(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Accuracy of ``crime`` and of the main code of ``iccs``, which is right where it goes as deep as gold's."""

    def right(field: str, gold: Any, given: Any) -> bool:
        return bool(given) and given[0].startswith(gold[0]) if field == "iccs" else gold == given

    return score_fields(examples, CRIME, FIELDS, right)


@registry.scorers("zhanbao.crime_scorer.v1")
def make_crime_scorer() -> Callable:
    """Registered as ``zhanbao.crime_scorer.v1``."""
    return score_crimes


class Crimes(Normaliser):
    """Gives each CRIME span ``crime`` (the project's identifier) and ``iccs`` (codes of the International Classification of Crime for
    Statistical Purposes 1.0, UNODC 2015; main code first, an empty list where no category is near). The mapping is ours, not UNODC's.

    ``ent.kb_id_`` is the main code, ``ent.id_`` the identifier. Accuracy: see the table in ``training/README.md``.
    """

    label, fields = CRIME, FIELDS

    def forms(self, doc: Doc, spans: Sequence[Span]) -> list[dict[str, Any]]:
        out = []
        for span in spans:
            found = find_crime(span.text, self.lang)
            if found is None:
                out.append({"crime": None, "iccs": []})
            else:
                out.append({"crime": found.crime, "iccs": list(found.iccs), "kb_id": found.iccs[0], "id": found.crime})
        return out
