"""Writes records and tables while a run goes on, so that nothing that was read is lost when it ends early."""

import csv
import json
from pathlib import Path
from typing import Any, TextIO

from .records import CLAIM_COLUMNS, SPAN_COLUMNS, claim_rows, span_rows

RECORDS, SPANS, CLAIMS, PROBLEMS = "records.jsonl", "spans.csv", "claims.csv", "problems.log"


class RunWriter:
    """Writes ``records.jsonl``, ``spans.csv``, ``claims.csv`` and ``problems.log`` into a folder, line by line.

    folder (Path): is made if need be.
    overwrite (bool): replace what an earlier run left there.
    RAISES: FileExistsError if the folder holds the records of an earlier run and ``overwrite`` is False.
    """

    def __init__(self, folder: Path, overwrite: bool = False):
        self.folder = Path(folder)
        if (self.folder / RECORDS).exists() and not overwrite:
            raise FileExistsError(f"{self.folder / RECORDS} is there already; choose another folder, or give --overwrite")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.n_records = self.n_problems = 0
        self._files: list[TextIO] = []

    def __enter__(self) -> "RunWriter":
        self._records = self._open(RECORDS)
        # The byte-order mark tells spreadsheet programs that the table is UTF-8.
        self._tables = []
        for name, columns, rows in ((SPANS, SPAN_COLUMNS, span_rows), (CLAIMS, CLAIM_COLUMNS, claim_rows)):
            file = self._open(name, encoding="utf-8-sig")
            table = csv.writer(file, lineterminator="\n")
            table.writerow(columns)
            self._tables.append((file, table, rows))
        self._problems = self._open(PROBLEMS)
        return self

    def __exit__(self, *exc: Any) -> None:
        for file in self._files:
            file.close()

    def _open(self, name: str, encoding: str = "utf8") -> TextIO:
        file = (self.folder / name).open("w", encoding=encoding, newline="\n")
        self._files.append(file)
        return file

    def write(self, record: dict[str, Any]) -> None:
        """Write one record and its rows, through to the disk's buffers."""
        self._records.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._records.flush()
        for file, table, rows in self._tables:
            table.writerows(rows(record))
            file.flush()
        self.n_records += 1

    def problem(self, id: str, reason: str) -> str:
        """Note a report that could not be read. RETURNS: the line that was written."""
        line = f"{id}: {reason}"
        self._problems.write(line.replace("\n", " ") + "\n")
        self._problems.flush()
        self.n_problems += 1
        return line
