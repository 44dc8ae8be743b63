"""Corpus files on disk: which files a path means, their language, their reports."""

from pathlib import Path
from typing import Iterator

from .markup import MarkupError, Report, parse

SPLITS = ("train", "dev", "test")


def find_files(path: Path) -> list[Path]:
    """Corpus files below a path (itself if it is a file), sorted.

    RAISES: FileNotFoundError if there is nothing.
    """
    path = Path(path)
    if path.is_file():
        return [path]
    files = sorted(path.rglob("*.txt"))
    if not files:
        raise FileNotFoundError(f"no corpus files (*.txt) at {path}; see corpus/README.md for the layout")
    return files


def language_of(path: Path) -> str:
    """``en`` or ``zh``, from the folders that a corpus file lies in.

    RAISES: ValueError if no folder says it.
    """
    for part in reversed(Path(path).resolve().parts):
        if part in ("en", "zh"):
            return part
    raise ValueError(f"{path}: the language is the name of a folder above the file ('en' or 'zh'), and there is none")


def split_of(path: Path) -> str:
    """The split that a corpus file belongs to: the folder it lies in (``""`` if it is none of the three)."""
    parent = Path(path).resolve().parent.name
    return parent if parent in SPLITS else ""


def read_corpus(path: Path) -> Iterator[Report]:
    """Reports of all corpus files below a path, in file order.

    RAISES: FileNotFoundError if there is nothing; MarkupError on anything that does not parse.
    """
    for file in find_files(path):
        yield from read_reports(file)


def read_reports(path: Path, errors: list[MarkupError] | None = None) -> Iterator[Report]:
    """Reports of one corpus file.

    errors: collects errors if given; otherwise the first is raised as MarkupError.
    """
    lines = Path(path).read_text(encoding="utf8").split("\n")
    yield from parse(lines, path, language_of(path), errors)
