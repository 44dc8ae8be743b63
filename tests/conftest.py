"""Shared by all tests: where things are, and what is skipped when it is not there."""

from pathlib import Path

import pytest
from zhanbao.corpus.markup import parse_line
from zhanbao.tokenization import blank

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports beside the checkout; tests that need it are skipped without it."""
    if not (SHARED / "reports" / "dev.jsonl").exists():
        pytest.skip("../shared is not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def tokenizers():
    """The tokenizer of each language."""
    return {lang: blank(lang) for lang in ("en", "zh")}


def annotated(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A sentence in the corpus markup as text and (start, end, label)."""
    text, spans, _ = parse_line(line)
    return text, [(span.start, span.end, span.label) for span in spans if span.label]
