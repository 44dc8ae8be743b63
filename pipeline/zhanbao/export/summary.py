"""What a report speaks of, at a glance: bodies by rank, campaigns, offences by section of the ICCS, figures."""

import csv
import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterable

from rich.console import Console
from rich.table import Table

from ..components.agencies.places import LEVELS, places
from ..components.crimes.matcher import read_table
from ..components.cues import table
from ..components.operations.naming import TABLE as OPERATIONS
from ..knowledge import ROOT
from ..labels import AGENCY, CRIME, OPERATION, QUANTITY

UNSETTLED = "unsettled"


def read_records(path: str) -> list[dict[str, Any]] | None:
    """The records of a file that ``zhanbao extract`` wrote; None if it is none (reports to be read first).

    RAISES: OSError if it cannot be read; ValueError where a line is not JSON.
    """
    if not path.endswith(".jsonl") or not Path(path).is_file():
        return None
    with open(path, encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return rows if all(isinstance(row, dict) and "spans" in row and "model" in row for row in rows) else None


def summarise(record: dict[str, Any]) -> dict[str, Any]:
    """Count what a record holds.

    record (dict): as ``zhanbao extract`` writes it.
    RETURNS (dict): ``agencies`` (rank to Counter of (name, place)), ``operations`` (Counter of (identifier, year)), ``crimes`` (ICCS section to
        Counter of (code, identifier)), ``figures`` (Counter of units).
    """
    out: dict[str, Any] = {"agencies": {}, "operations": Counter(), "crimes": {}, "figures": Counter()}
    for span in record["spans"]:
        if span["label"] == AGENCY:
            out["agencies"].setdefault(span.get("level") or UNSETTLED, Counter())[span["text"], span.get("place")] += 1
        elif span["label"] == OPERATION:
            out["operations"][span.get("operation") or span["text"], span.get("year")] += 1
        elif span["label"] == CRIME:
            code = (span.get("iccs") or [None])[0]
            out["crimes"].setdefault(code[:2] if code else UNSETTLED, Counter())[code, span.get("crime") or span["text"]] += 1
        elif span["label"] == QUANTITY:
            out["figures"][span.get("unit") or UNSETTLED] += 1
    return out


@lru_cache(maxsize=1)
def section_names() -> dict[str, str]:
    """Names of the ICCS sections by their two digits."""
    with open(ROOT / "crimes" / "iccs.csv", encoding="utf8", newline="") as lines:
        return {row["code"]: row["name_en"] for row in csv.DictReader(lines) if row["level"] == "1"}


def print_summary(record: dict[str, Any], console: Console | None = None) -> None:
    """Print the summary of a record as tables."""
    console = console or Console()
    found = summarise(record)
    names = {row["crime"]: row["en_name"] for row in read_table()}
    campaigns = {row["operation"]: row["name_en"] for row in table(OPERATIONS).rows}
    grid = Table(title=f"{record['id']} ({record['lang']}, {record['model']})", title_justify="left", show_header=False, expand=False)
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(justify="right")
    for level in (*LEVELS, UNSETTLED):
        for (name, place), number in _most(found["agencies"].get(level, {})):
            where = f" [{places()[place].name}]" if place in places() else ""
            grid.add_row(f"agency, {level}", name + where.replace("[", "\\["), str(number))
    for (name, year), number in _most(found["operations"]):
        grid.add_row("operation", f"{campaigns.get(name, name)}{f' {year}' if year else ''}", str(number))
    for section in sorted(found["crimes"]):
        title = section_names().get(section, "no code")
        for (code, crime), number in _most(found["crimes"][section]):
            grid.add_row(f"crime, {section}", f"{names.get(crime, crime)} ({code or title})" if code else crime, str(number))
    for unit, number in _most(found["figures"]):
        grid.add_row("figures", "counts" if unit == "1" else unit, str(number))
    console.print(grid)
    used = [f"{section} {section_names()[section]}" for section in sorted(found["crimes"]) if section in section_names()]
    if used:
        console.print("ICCS sections: " + "; ".join(used), style="dim")


def _most(counts: Any) -> Iterable[tuple[Any, int]]:
    return sorted(dict(counts).items(), key=lambda item: (-item[1], str(item[0])))
