"""Records as a table that a person can read in the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .tables import columns, rows_of

#: Columns of the table of claims that are shown, and what they are called there.
_CLAIM_COLUMNS = {
    "text": "figure", "measure": "measure", "action": "did", "counted": "counted", "crimes": "offences", "agency": "body", "operation": "campaign",
    "period": "period", "change": "change", "confidence": "sure", "flags": "check",
}
#: Characters of the report that are shown on each side of a span.
CONTEXT = 16
_STYLES = {"AGENCY": "blue", "OPERATION": "magenta", "CRIME": "red", "QUANTITY": "green"}


def print_record(record: dict[str, Any], console: Console | None = None) -> None:
    """Print the spans of a record, each with its place, its words and what stands around it; and its claims, one line each."""
    console = console or Console()
    table = Table(title=f"{record['id']} ({record['lang']}, {record['model']})", title_justify="left", expand=False)
    # In a narrow terminal the words wrap; label and place never do.
    table.add_column("label", no_wrap=True, min_width=9)
    table.add_column("place", no_wrap=True, min_width=9)
    table.add_column("span", overflow="fold", min_width=16)
    table.add_column("in the text", overflow="fold", min_width=20)
    text = record["text"]
    for span in record["spans"]:
        start, end = span["start"], span["end"]
        around = Text(text[max(0, start - CONTEXT):start].replace("\n", " "), style="dim")
        around.append(text[start:end].replace("\n", " "), style=f"bold {_STYLES.get(span['label'], '')} not dim")
        around.append(text[end:end + CONTEXT].replace("\n", " "))
        table.add_row(Text(span["label"], style=_STYLES.get(span["label"], "")), f"{start}–{end}", Text(span["text"]), around)
    console.print(table)
    if record.get("claims"):
        console.print(_claims(record))


def _claims(record: dict[str, Any]) -> Table:
    table = Table(title=f"claims of {record['id']}", title_justify="left", expand=False)
    for name, title in _CLAIM_COLUMNS.items():
        table.add_column(title, overflow="fold", no_wrap=name == "confidence")
    for row in rows_of("claims", record):
        cells = {name: "" if cell is None else str(cell) for name, cell in zip(columns()["claims"], row)}
        cells.update({name: cells[name].replace(";", ", ") for name in ("crimes", "flags")}, change=f"{cells['change']} {cells['base']}".strip())
        cells["confidence"] = f"{float(cells['confidence']):.2f}" if cells["confidence"] else ""
        table.add_row(*(Text(cells[name].replace("\n", " ")) for name in _CLAIM_COLUMNS))
    return table
