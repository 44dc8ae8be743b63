"""Reports from files, folders, JSONL and standard input; what cannot be read is named, and the rest goes on."""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterable, Iterator

#: Longest report that a pipeline reads, in code points (spaCy's own default limit of ``nlp.max_length``).
MAX_LENGTH = 1_000_000
TEXT_SUFFIXES = (".txt", ".text", ".md")
RECORD_SUFFIXES = (".jsonl", ".ndjson")
_BINARY = {b"%PDF": "a PDF file", b"PK\x03\x04": "a zip or Office file", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"}


@dataclass
class Source:
    """A report as it came in. ``problem`` says why there is no text, where there is none."""

    id: str
    text: str = ""
    meta: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def read_sources(paths: Iterable[str], max_length: int = MAX_LENGTH) -> Iterator[Source]:
    """Read reports.

    paths: files (``.jsonl`` holds a report a line, with ``text`` and, if wanted, ``id``, ``meta`` and anything else; every other
        file is one report), folders (searched for both), ``-`` for one report on standard input (JSONL if it looks so).
    max_length: reports of more code points are refused.
    YIELDS: a Source for everything found, readable or not; ids are unique.
    """
    taken: set[str] = set()
    for source in _read_all(paths):
        if not source.problem:
            source.problem = _fault(source.text, max_length)
        name, count = source.id, 1
        while source.id in taken:
            count += 1
            source.id = f"{name}#{count}"
        taken.add(source.id)
        yield source


def _read_all(paths: Iterable[str]) -> Iterator[Source]:
    for name in paths:
        if name == "-":
            yield from _read_bytes(sys.stdin.buffer.read(), "stdin", jsonl=None)
            continue
        path = Path(name)
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in (*TEXT_SUFFIXES, *RECORD_SUFFIXES))
            if not files:
                yield Source(name, problem=f"no reports in this folder (looked for {', '.join((*TEXT_SUFFIXES, *RECORD_SUFFIXES))})")
            for file in files:
                yield from _read_file(file, file.relative_to(path).as_posix())
        else:
            yield from _read_file(path, path.name)


def _read_file(path: Path, id: str) -> Iterator[Source]:
    try:
        data = path.read_bytes()
    except OSError as error:
        yield Source(str(path), problem=f"cannot be read: {error.strerror or error}")
        return
    yield from _read_bytes(data, id, jsonl=path.suffix.lower() in RECORD_SUFFIXES)


def _read_bytes(data: bytes, id: str, jsonl: bool | None) -> Iterator[Source]:
    kind = _binary_kind(data)
    if kind:
        yield Source(id, problem=f"is {kind}, not text; extract its text first")
        return
    try:
        text = decode(data)
    except UnicodeDecodeError as error:
        byte = data[error.start:error.start + 1].hex()
        yield Source(id, problem=f"is in no encoding that is known here (UTF-8, UTF-16, GB18030): byte {error.start} is {byte}")
        return
    if jsonl is None:
        jsonl = text.lstrip().startswith("{")
    if jsonl:
        yield from _read_jsonl(text, id)
    else:
        yield Source(id, text)


def _binary_kind(data: bytes) -> str | None:
    for magic, kind in _BINARY.items():
        if data.startswith(magic):
            return kind
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16 has NUL bytes, too
    return "a binary file" if b"\0" in data[:4096] and not marked else None


def decode(data: bytes) -> str:
    """Bytes as text: UTF-8, UTF-16 with a byte-order mark, else GB18030 (which old Chinese pages are in).

    ``charset-normalizer`` (extra ``encodings``) is asked for everything else. Line ends become ``\\n``.
    RAISES: UnicodeDecodeError if nothing fits.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _decode_other(data)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode_other(data: bytes) -> str:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = None
    # GB18030 reads almost any bytes; trust it where the result looks Chinese.
    if text is not None and sum("\u4e00" <= char <= "\u9fff" for char in text) > len(text) / 5:
        return text
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        best = None
    else:
        # Among all encodings it takes a pound sign for a Polish letter; these are what pages in our languages have.
        best = from_bytes(data, cp_isolation=["cp1252", "big5", "utf_16"]).best()
    if best is not None:
        return str(best)
    if text is not None:
        return text
    return data.decode("utf-8")  # raises, and says where


def _read_jsonl(text: str, id: str) -> Iterator[Source]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{id}:{number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            yield Source(place, problem=f"is not JSON ({error.msg} at column {error.colno})")
            continue
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            yield Source(place, problem="has no 'text' (a JSON object with a string under 'text' is expected)")
            continue
        meta = row["meta"] if isinstance(row.get("meta"), dict) else {}
        more = {k: v for k, v in row.items() if k not in ("id", "text", "meta", "spans", "claims", "lang", "model")}
        yield Source(str(row.get("id", place)), row["text"], {**meta, **more})


def _fault(text: str, max_length: int) -> str:
    if not text.strip():
        return "is empty"
    if len(text) > max_length:
        return f"is too long ({len(text):,} characters; the limit is {max_length:,}); split it into reports"
    if any("\ud800" <= char <= "\udfff" for char in text):
        return "holds lone surrogates, which are no characters"
    return ""


def language_of(text: str) -> str:
    """``zh`` if the letters of a text are more Chinese than Latin words, else ``en``.

    A Chinese character weighs as much as a Latin word: page furniture and product names in the other script do not turn it.
    """
    chinese = latin = 0
    inside = False
    for char in text:
        if "\u4e00" <= char <= "\u9fff":
            chinese += 1
            inside = False
        elif char.isalpha():
            latin += not inside
            inside = True
        else:
            inside = False
    return "zh" if chinese > latin else "en"
