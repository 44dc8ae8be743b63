"""Records as a table that a person can read in the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

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
    spans = {span["id"]: span["text"] for span in record["spans"]}
    table = Table(title=f"claims of {record['id']}", title_justify="left", expand=False)
    for name in ("figure", "measure", "did", "counted", "offences", "body", "campaign", "period", "change"):
        table.add_column(name, overflow="fold")
    table.add_column("sure", no_wrap=True)
    table.add_column("check", overflow="fold")
    for claim in record["claims"]:
        said = {name: (claim[name] or {}).get("text", "") for name in ("action", "counted", "period")}
        change = claim["change"] or {}
        crimes = ", ".join(spans[id] for id in claim["crimes"])
        cells = (
            spans[claim["quantity"]], claim["measure"] or "", said["action"], said["counted"], crimes, spans.get(claim["agency"], ""),
            spans.get(claim["operation"], ""), said["period"], " ".join(filter(None, (change.get("direction"), change.get("base")))),
            f"{claim['confidence']:.2f}" if claim.get("confidence") is not None else "", ", ".join(claim.get("flags", [])),
        )
        table.add_row(*(Text(cell.replace("\n", " ")) for cell in cells))
    return table
