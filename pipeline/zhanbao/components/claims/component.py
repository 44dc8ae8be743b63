"""The trainable component ``zhanbao_claims``: one claim per figure."""

from typing import Any, Callable, Iterable

from spacy.errors import Errors
from spacy.language import Language
from spacy.pipeline.trainable_pipe import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example, validate_examples, validate_get_examples
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import Model, Optimizer, set_dropout_rate

from ...corpus.docs import CLAIMS
from ...labels import QUANTITY
from .calibration import NEUTRAL, calibrated
from .candidates import Candidates, candidates_of
from .decode import decode
from .flags import flag
from .network import Batch
from .scorer import score_claims
from .targets import gradients, targets_of

DEFAULT_MODEL = {
    "@architectures": "zhanbao.ClaimNetwork.v2",
    "hidden_width": 64,
    "context": {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 64, "window_size": 1, "maxout_pieces": 2, "depth": 3},
    "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"},
}


@Language.factory(
    "zhanbao_claims",
    requires=["doc.ents"],
    default_config={"model": DEFAULT_MODEL, "scorer": {"@scorers": "zhanbao.claim_scorer.v1"}},
    default_score_weights={"claims_whole_f": 1.0, "claims_found_f": 0.0},
)
def create_claims(nlp: Language, name: str, model: Model, scorer: Callable | None) -> "Claims":
    """Make the component; see :class:`Claims`."""
    return Claims(nlp.vocab, model, nlp.lang, name, scorer=scorer)


@registry.scorers("zhanbao.claim_scorer.v1")
def make_claim_scorer() -> Callable:
    """Registered as ``zhanbao.claim_scorer.v1``."""
    return score_claims


class Claims(TrainablePipe):
    """Makes one claim per QUANTITY span: ``counted``, ``action``, ``measure``, ``crimes``, ``agency``, ``operation``, ``period``, ``change``,
    ``confidence`` (how probable it is that the claim is right as a whole, calibrated by the config's callback ``zhanbao.calibrate.v1``) and ``flags``
    (:mod:`.flags`), as a list of plain dictionaries in ``doc.user_data["zhanbao.claims"]``; places are ``[start, end]`` in characters.

    A network scores pairs of a figure and a candidate on the shared token vectors (:mod:`.network`); periods are found and comparisons read by
    rules (:mod:`.periods`, :mod:`.change`). Trained by ``spacy train`` together with the recogniser, on the annotated spans and claims.

    vocab (Vocab): shared. model (Model): the network. lang (str): ``en`` or ``zh``. scorer (Callable): scores the claims.

    Whole claims right: see the table in ``training/README.md``.
    """

    def __init__(self, vocab: Vocab, model: Model, lang: str, name: str = "zhanbao_claims", *, scorer: Callable | None = score_claims):
        if lang not in ("en", "zh"):
            raise ValueError(f"zhanbao_claims reads 'en' and 'zh', not {lang!r}")
        self.vocab, self.model, self.lang, self.name, self.scorer = vocab, model, lang, name, scorer
        self.cfg: dict[str, Any] = {"calibration": list(NEUTRAL)}

    @property
    def calibration(self) -> tuple[float, float]:
        """Slope and intercept of the curve from the network's belief to ``confidence`` (:mod:`.calibration`)."""
        slope, intercept = self.cfg.get("calibration", NEUTRAL)
        return slope, intercept

    @calibration.setter
    def calibration(self, curve: tuple[float, float]) -> None:
        self.cfg["calibration"] = list(curve)

    def predict(self, docs: Iterable[Doc]) -> tuple[list[list[dict[str, Any]]], None]:
        """The claims of each report, with flags and the network's belief in place of ``confidence``."""
        docs = list(docs)
        if not any(len(doc) for doc in docs):
            return [[] for _ in docs], None
        candidates = [candidates_of(doc, self.lang) for doc in docs]
        claims = decode(docs, self.model.predict((docs, candidates)), self.lang)
        for mine, report in zip(claims, candidates):
            for claim, flags in zip(mine, flag(report.text, mine, self.lang)):
                claim["flags"] = flags
        return claims, None

    def set_annotations(self, docs: Iterable[Doc], scores: tuple[list[list[dict[str, Any]]], None]) -> None:
        """Keep the claims in ``doc.user_data``."""
        curve = self.calibration
        for doc, claims in zip(docs, scores[0]):
            doc.user_data[CLAIMS] = [{**claim, "confidence": round(calibrated(claim["confidence"], curve), 4)} for claim in claims]

    def update(
        self, examples: Iterable[Example], *, drop: float = 0.0, sgd: Optimizer | None = None, losses: dict[str, float] | None = None
    ) -> dict[str, float]:
        """Learn from annotated reports: their spans and claims, whatever the recognisers before find."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = list(examples)
        validate_examples(examples, "Claims.update")
        docs = [example.predicted for example in examples]
        if not any(len(doc) for doc in docs):
            return losses
        candidates = [self._gold_candidates(example) for example in examples]
        set_dropout_rate(self.model, drop)
        batch, backprop = self.model.begin_update((docs, candidates))
        loss, gradient = self.get_loss(examples, batch)
        backprop(gradient)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def _gold_candidates(self, example: Example) -> Candidates:
        """Candidates with the annotated spans in place of the predicted ones."""
        doc = example.predicted
        ents = []
        for ent in example.reference.ents:
            span = doc.char_span(ent.start_char, ent.end_char, label=ent.label_, alignment_mode="expand")
            if span is not None:
                ents.append((ent.label_, span.start, span.end))
        return candidates_of(doc, self.lang, ents)

    def get_loss(self, examples: Iterable[Example], scores: Batch) -> tuple[float, dict]:
        """The loss and gradients of scores that the model gave for the examples' annotated spans."""
        targets = [
            targets_of(e.predicted, mine, e.reference.user_data.get(CLAIMS, [])) for e, mine in zip(examples, scores.candidates)
        ]
        gradient, loss = gradients(scores, targets)
        return loss, gradient

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None) -> None:
        """Size the network from a few examples, and see that there is something to learn.

        RAISES: ValueError if the examples are annotated, and none has both a QUANTITY and a claim.
        """
        validate_get_examples(get_examples, "Claims.initialize")
        sample: list[Example] = []
        others: list[Example] = []
        for example in get_examples():
            figures = any(ent.label_ == QUANTITY for ent in example.reference.ents)
            (sample if figures and example.reference.user_data.get(CLAIMS) else others).append(example)
            if len(sample) == 10:
                break
        if not sample and any(example.reference.ents for example in others):
            raise ValueError(f"{self.name}: no example has a QUANTITY with a claim; read the corpus with zhanbao.MarkupCorpus.v1, which keeps claims")
        # Without a corpus (`spacy assemble`) the network has its size all the same: it hangs on the token vectors alone.
        sample = sample or others[:10]
        self.model.initialize(X=([example.predicted for example in sample], [self._gold_candidates(example) for example in sample]))

    def add_label(self, label: str) -> int:
        """The fields of a claim are fixed."""
        raise NotImplementedError(Errors.E931.format(parent="TrainablePipe", method="add_label", name=self.name))
