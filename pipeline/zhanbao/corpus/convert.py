"""Between the markup, ``.spacy`` and records, losing nothing."""

import json
from pathlib import Path
from typing import Any, Callable, Iterator

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from ..tokenization import blank
from .docs import from_doc, to_doc
from .lots import read_corpus
from .markup import Report, Span, dump

#: Fields of a record's span that say where it is; the others are its normal form.
_PLACE = ("id", "label", "start", "end", "text")


def read_docbin(path: Path) -> Iterator[Doc]:
    """Docs of a ``.spacy`` file.

    RAISES: ValueError if the file is none.
    """
    try:
        docbin = DocBin(store_user_data=True).from_disk(path)
    except OSError:
        raise
    except Exception as error:
        raise ValueError(f"{path} is no .spacy file ({type(error).__name__}: {error})") from error
    return docbin.get_docs(Vocab())


def read_annotated(path: Path, lang: str = "en") -> Iterator[Report]:
    """Annotated reports of whatever form: markup files, a folder of them, records as ``.jsonl``, or a ``.spacy`` file.

    lang (str): language of Docs in a ``.spacy`` file that do not say theirs.
    RAISES: MarkupError on anything that does not parse; FileNotFoundError if there is nothing.
    """
    path = Path(path)
    if path.suffix == ".jsonl":
        return _from_records(path)
    if path.suffix == ".spacy":
        return (from_doc(doc, lang, f"{path.name}:{number}") for number, doc in enumerate(read_docbin(path), 1))
    return read_corpus(path)


def to_docbin(path: Path, plain: bool = False) -> tuple[DocBin, int]:
    """Read annotated reports (markup files, a folder of them, or records as JSONL) into a DocBin.

    plain (bool): nothing but tokens and spans, for pipelines that are not ours.
    RETURNS (Tuple[DocBin, int]): the DocBin, with user data unless plain, and the number of reports in it.
    RAISES: MarkupError on anything that does not parse or align.
    """
    docbin = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SPACY"]) if plain else DocBin(store_user_data=True)
    count = 0
    tokenizers: dict[str, Callable[[str], Doc]] = {}
    for report in read_annotated(path):
        if report.lang not in tokenizers:
            tokenizers[report.lang] = blank(report.lang)
        docbin.add(to_doc(report, tokenizers[report.lang]))
        count += 1
    return docbin, count


def to_markup(path: Path, lang: str = "en") -> Iterator[str]:
    """Read a ``.spacy`` file and write each Doc as a report of the markup; the inverse of :func:`to_docbin`.

    lang (str): language of Docs that do not say theirs.
    """
    for number, doc in enumerate(read_docbin(path), 1):
        yield dump(from_doc(doc, lang, f"report-{number}"))


def _from_records(path: Path) -> Iterator[Report]:
    with path.open(encoding="utf8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _from_record(json.loads(line), str(path), number)


def _from_record(record: dict[str, Any], path: str, line: int) -> Report:
    spans = [
        Span(s["label"], s["start"], s["end"], record["text"][s["start"]:s["end"]], line=line, form={k: v for k, v in s.items() if k not in _PLACE})
        for s in record["spans"]
    ]
    by_id = {s["id"]: (s["start"], s["end"]) for s in record["spans"]}
    report = Report(record["id"], record["lang"], record["text"], dict(record.get("meta") or {}), spans, path=path, line=line)

    def words(value):
        return (value["start"], value["end"]) if value else None

    for claim in record.get("claims") or []:
        report.claims.append({
            "quantity": by_id[claim["quantity"]],
            **{name: words(claim.get(name)) for name in ("counted", "action", "period")},
            **{name: by_id.get(claim.get(name)) for name in ("agency", "operation")},
            "crimes": [by_id[crime] for crime in claim.get("crimes") or []],
            "measure": claim.get("measure"),
            "change": claim.get("change"),
        })
    return report
