"""Records as a table that a person can read in the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

#: Characters of the report that are shown on each side of a span.
CONTEXT = 16
_STYLES = {"AGENCY": "blue", "OPERATION": "magenta", "CRIME": "red", "QUANTITY": "green"}


def print_record(record: dict[str, Any], console: Console | None = None) -> None:
    """Print the spans of a record, each with its place, its words and what stands around it."""
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
