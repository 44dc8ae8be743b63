"""Comparisons in the terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

#: Reports that are named in the terminal; the rest is counted. The JSON forms name all.
NAMED = 20


def print_comparison(summary: dict[str, Any], console: Console | None = None) -> None:
    """Print the summary of a comparison, as :func:`zhanbao.export.compare.compare` makes it."""
    console = console or Console()
    reports, claims = summary["reports"], summary["claims"]
    grid = Table(title=f"A and B, reports paired by {summary['by']}", title_justify="left", show_header=False)
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(justify="right")
    for name, number in (
        ("reports paired", reports["paired"]), ("reports only in A", len(reports["only_a"])), ("reports only in B", len(reports["only_b"])),
        ("claims aligned", claims["aligned"]), ("of these, with another value", claims["value_differs"]),
        ("claims only in A", claims["only_a"]), ("claims only in B", claims["only_b"]),
        ("claims in reports only in A", claims["unpaired_a"]), ("claims in reports only in B", claims["unpaired_b"]),
    ):
        grid.add_row(name, f"{number:,}")
    console.print(grid)
    table = Table(title="Aligned claims", title_justify="left")
    table.add_column("field", style="bold", no_wrap=True)
    for name in ("compared", "agree", "share", "both empty", "unknown"):
        table.add_column(name, justify="right")
    for name, row in summary["fields"].items():
        if row["compared"] or row["unknown"]:
            share = f"{row['share']:.3f}" if row["compared"] else "–"
            table.add_row(name, f"{row['compared']:,}", f"{row['agree']:,}", share, f"{row['empty']:,}", f"{row['unknown']:,}")
    if table.row_count:
        console.print(table)
        console.print("both empty: agree, neither side says anything; unknown: a normal form is null, not compared", style="dim")
    _print_names("paired", [f"{a} = {b}" for a, b in reports["pairs"] if a != b], console)
    for side in "ab":
        _print_names(f"only in {side.upper()}", [str(id) for id in reports[f"only_{side}"]], console)


def _print_names(title: str, names: list[str], console: Console) -> None:
    for name in names[:NAMED]:
        console.print(Text.assemble((f"{title}: ", "bold"), name), soft_wrap=True)
    if len(names) > NAMED:
        console.print(Text(f"{title}: {len(names) - NAMED:,} more; --json names all"))


def print_totals(rows: list[dict[str, Any]], console: Console | None = None) -> None:
    """Print the rows of :func:`zhanbao.export.compare.totals` as a table."""
    console = console or Console()
    table = Table(title="Claims and largest figure of each side", title_justify="left")
    for name in ("measure", "offence", "operation", "unit"):
        table.add_column(name, overflow="fold")
    table.add_column("claims\nA : B", justify="right", no_wrap=True)
    largest = {side: ["–" if row[f"largest_{side}"] is None else f"{row[f'largest_{side}']:,}" for row in rows] for side in "ab"}
    for side, cells in largest.items():  # in a narrow terminal the words wrap, a figure never does
        table.add_column(f"largest\n{side.upper()}", justify="right", no_wrap=True, min_width=max([7, *map(len, cells)]))
    for row, *numbers in zip(rows, largest["a"], largest["b"]):
        unit = row["unit"] if row["change"] == "-" else f"{row['unit']} {row['change']}"
        words = [Text(name) for name in (row["measure"], row["offence"], row["operation"], unit)]
        table.add_row(*words, f"{row['claims_a']} : {row['claims_b']}", *numbers)
    console.print(table)
    console.print("largest, not sum: a report repeats its figures, and a sum would count them each time", style="dim")
