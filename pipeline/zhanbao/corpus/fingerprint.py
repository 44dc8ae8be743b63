"""Fingerprints that tie a trained pipeline to the corpus and config it was trained from."""

import hashlib
import json
from pathlib import Path
from typing import Any, Callable

from spacy.language import Language
from spacy.util import load_model_from_config, registry
from thinc.api import Config

from .lots import find_files

#: Where ``meta.json`` keeps them.
META_KEY = "zhanbao"
# What may differ between machines without making another pipeline.
_LEFT_OUT = ("paths", "system", "corpora")


def corpus_fingerprint(*paths: Path) -> str:
    """SHA-256 over the names and texts of all corpus files below the paths (line ends do not count)."""
    digest = hashlib.sha256()
    for path in paths:
        for file in find_files(Path(path)):
            digest.update(f"{file.parent.name}/{file.name}\n".encode("utf8"))
            digest.update(file.read_text(encoding="utf8").encode("utf8"))
    return digest.hexdigest()


def config_fingerprint(nlp: Language) -> str:
    """SHA-256 over what a pipeline is and how it is trained, as its filled config says, without paths and devices."""
    config: dict[str, Any] = {key: value for key, value in nlp.config.items() if key not in _LEFT_OUT}
    text = json.dumps(config, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf8")).hexdigest()


def config_file_fingerprint(path: Path) -> str:
    """The :func:`config_fingerprint` that a pipeline trained from this config file has."""
    return config_fingerprint(load_model_from_config(Config().from_disk(path, interpolate=False), auto_fill=True))


@registry.callbacks("zhanbao.fingerprint.v1")
def create_fingerprint(train: Path, dev: Path) -> Callable[[Language], Language]:
    """Registered as ``zhanbao.fingerprint.v1``, for ``[training.before_to_disk]``.

    train (Path), dev (Path): the corpora that the pipeline is trained on.
    RETURNS (Callable): notes fingerprints of corpus and config in ``nlp.meta``.
    """

    def note(nlp: Language) -> Language:
        nlp.meta[META_KEY] = {
            **nlp.meta.get(META_KEY, {}),
            "corpus": corpus_fingerprint(train, dev),
            "config": config_fingerprint(nlp),
        }
        return nlp

    return note
