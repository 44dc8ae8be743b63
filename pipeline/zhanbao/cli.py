"""The ``zhanbao`` command."""

from pathlib import Path
from typing import List

import typer

app = typer.Typer(help="Read public-security campaign reports into spans and claims.", no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Read public-security campaign reports into spans and claims."""


@app.command()
def check(paths: List[Path] = typer.Argument(..., help="Corpus files or folders.", exists=True)) -> None:
    """Check annotated reports; refuse each fault with file and line."""
    from .corpus.checker import check as run

    errors = run(paths)
    for error in errors:
        typer.echo(str(error))
    typer.echo(f"{len(errors)} faults" if errors else "no faults", err=True)
    raise typer.Exit(1 if errors else 0)
