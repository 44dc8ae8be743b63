"""Writes records and tables while a run goes on, so that nothing that was read is lost when it ends early."""

import copy
import csv
import json
from pathlib import Path
from typing import Any, Protocol

from .tables import columns, descriptor, rows_of

RECORDS, PACKAGE, PROBLEMS = "records.jsonl", "datapackage.json", "problems.log"
#: Formats of the tables, and what a Data Package says of them. The byte-order mark of the CSV tells spreadsheet programs that it is UTF-8.
FORMATS = {
    "csv": {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8-sig"},
    "parquet": {"format": "parquet", "mediatype": "application/vnd.apache.parquet"},
}
#: Rows that a Parquet table holds back until they make a group.
GROUP = 20_000


class Table(Protocol):
    """A table that rows are written to."""

    def write(self, rows: list[list[Any]]) -> None:
        """Write rows, cells in the order of the table's columns."""

    def close(self) -> None:
        """Bring everything to the disk."""


class CsvTable:
    """A CSV file, flushed after each report; the header stands even where there is no row."""

    def __init__(self, path: Path, name: str):
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._table = csv.writer(self._file, lineterminator="\n")
        self._table.writerow(columns()[name])

    def write(self, rows: list[list[Any]]) -> None:
        """See :class:`Table`."""
        self._table.writerows(rows)
        self._file.flush()

    def close(self) -> None:
        """See :class:`Table`."""
        self._file.close()


class ParquetTable:
    """A Parquet file in the schema of :func:`arrow_schema`; readable once it is closed.

    RAISES: ImportError, with what to do, without pyarrow.
    """

    def __init__(self, path: Path, name: str):
        self._schema = arrow_schema(name)
        import pyarrow.parquet

        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema)
        self._rows: list[list[Any]] = []

    def write(self, rows: list[list[Any]]) -> None:
        """See :class:`Table`."""
        self._rows += rows
        if len(self._rows) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        import pyarrow

        if self._rows:
            cells = [pyarrow.array(column, type=field.type) for column, field in zip(zip(*self._rows), self._schema)]
            self._writer.write_table(pyarrow.Table.from_arrays(cells, schema=self._schema))
            self._rows = []

    def close(self) -> None:
        """See :class:`Table`."""
        self._flush()
        self._writer.close()


def arrow_schema(name: str) -> Any:
    """The Arrow schema of a table: strings, 64-bit integers and floats, in the order of the columns, the same for every writer and every run.

    RAISES: ImportError, with what to do, without pyarrow.
    """
    try:
        import pyarrow
    except ImportError as error:
        raise ImportError("the format parquet needs pyarrow; install zhanbao with the extra 'parquet': pip install 'zhanbao[parquet]'") from error
    types = {"string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64()}
    return pyarrow.schema([(column, types[kind]) for column, kind in columns()[name].items()])


class RunWriter:
    """Writes ``records.jsonl``, the tables, ``datapackage.json`` and ``problems.log`` into a folder.

    folder (Path): is made if need be.
    overwrite (bool): replace what an earlier run left there.
    format (str): of the tables, ``csv`` or ``parquet``.
    RAISES: FileExistsError if the folder holds the records of an earlier run and ``overwrite`` is False; ImportError without what the format needs.
    """

    def __init__(self, folder: Path, overwrite: bool = False, format: str = "csv"):
        self.folder, self.format = Path(folder), format
        if format == "parquet":
            arrow_schema("spans")  # asked now, before anything is written
        if (self.folder / RECORDS).exists() and not overwrite:
            raise FileExistsError(f"{self.folder / RECORDS} is there already; choose another folder, or give --overwrite")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.n_records = self.n_problems = 0

    def __enter__(self) -> "RunWriter":
        for table in columns():
            for other in FORMATS:  # what another run left would not belong to these records
                (self.folder / f"{table}.{other}").unlink(missing_ok=True)
        self._records, self._problems = ((self.folder / name).open("w", encoding="utf8", newline="\n") for name in (RECORDS, PROBLEMS))
        kind = CsvTable if self.format == "csv" else ParquetTable
        self._tables: dict[str, Table] = {name: kind(self.folder / f"{name}.{self.format}", name) for name in columns()}
        (self.folder / PACKAGE).write_text(json.dumps(self._package(), ensure_ascii=False, indent=1) + "\n", encoding="utf8")
        return self

    def __exit__(self, *exc: Any) -> None:
        for file in (self._records, self._problems, *self._tables.values()):
            file.close()

    def _package(self) -> dict[str, Any]:
        """The descriptor of the tables, with their files."""
        package = copy.deepcopy(descriptor())
        for table in package["resources"]:
            table.update(profile="tabular-data-resource", path=f"{table['name']}.{self.format}", **FORMATS[self.format])
        package["resources"].append({
            "name": "records", "title": "One JSON object per report: text, spans and claims", "type": "file", "path": RECORDS, "format": "jsonl",
            "encoding": "utf-8",
        })
        return package

    def write(self, record: dict[str, Any]) -> None:
        """Write one record and its rows."""
        self._records.write(json.dumps(record, ensure_ascii=False) + "\n")
        self._records.flush()
        for name, table in self._tables.items():
            table.write(rows_of(name, record))
        self.n_records += 1

    def problem(self, id: str, reason: str) -> str:
        """Note a report that could not be read. RETURNS: the line that was written."""
        line = f"{id}: {reason}"
        self._problems.write(line.replace("\n", " ") + "\n")
        self._problems.flush()
        self.n_problems += 1
        return line
