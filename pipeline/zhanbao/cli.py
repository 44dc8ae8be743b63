"""The ``zhanbao`` command.

Exit codes: 0 all was read; 1 something was not (each case is named); 2 the command itself could not run.
"""

import sys
from enum import Enum
from pathlib import Path
from typing import List, NoReturn, Optional

import typer

app = typer.Typer(
    help="Read public-security campaign reports into spans and claims.", no_args_is_help=True, pretty_exceptions_enable=False
)


class Lang(str, Enum):
    en = "en"
    zh = "zh"


class Format(str, Enum):
    csv = "csv"
    parquet = "parquet"


_FOLDER = "Folder for records.jsonl, the tables (reports, spans, claims, claim_crimes), datapackage.json and problems.log."


def _fail(message: object) -> NoReturn:
    typer.echo(f"zhanbao: {message}", err=True)
    raise typer.Exit(2)


@app.command()
def extract(
    paths: List[str] = typer.Argument(..., metavar="PATH…", help="Files, folders, JSONL files, or - for standard input."),
    output: Path = typer.Option(..., "--output", "-o", help=_FOLDER),
    lang: Optional[Lang] = typer.Option(None, help="Read everything as this language (decided report by report otherwise)."),
    en: Optional[str] = typer.Option(None, help="English pipeline: package or path."),
    zh: Optional[str] = typer.Option(None, help="Chinese pipeline: package or path."),
    format: Format = typer.Option(Format.csv, "--format", "-f", help="Of the tables; parquet needs the extra 'parquet'."),
    n_process: int = typer.Option(1, "--n-process", "-n", min=1, help="Processes."),
    overwrite: bool = typer.Option(False, "--overwrite", help="Replace an earlier run's files in the folder."),
    show: bool = typer.Option(False, "--show", help="Show the spans as a table too."),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="No progress bar."),
) -> None:
    """Extract records and tables from reports."""
    from tqdm import tqdm

    from .export.extract import Extractor
    from .export.extract import extract as run
    from .export.table import print_record

    pipelines = {key: value for key, value in (("en", en), ("zh", zh)) if value}
    extractor = Extractor(pipelines, lang.value if lang else None, n_process)
    with tqdm(unit=" reports", disable=quiet or None) as progress:
        try:
            records, problems = run(
                paths, output, extractor, overwrite=overwrite, format=format.value,
                on_record=print_record if show else lambda record: None,
                on_problem=lambda line: progress.write(f"not read: {line}", file=sys.stderr),
                on_step=progress.update,
            )
        except (OSError, ImportError) as error:
            _fail(error)
    tables = f"{output}/spans.{format.value}, {output}/claims.{format.value}"
    typer.echo(f"{records} reports read, {problems} not; {output}/records.jsonl, {tables}", err=True)
    raise typer.Exit(1 if problems else 0)


@app.command()
def export(
    file: Path = typer.Argument(..., metavar="FILE.spacy", help="What 'spacy apply' or 'zhanbao convert' wrote."),
    output: Path = typer.Option(..., "--output", "-o", help=_FOLDER),
    format: Format = typer.Option(Format.csv, "--format", "-f", help="Of the tables; parquet needs the extra 'parquet'."),
    model: Optional[str] = typer.Option(None, help="Name and version of the pipeline that made the file, for the records."),
    overwrite: bool = typer.Option(False, "--overwrite", help="Replace an earlier run's files in the folder."),
) -> None:
    """Make records and tables from a .spacy file."""
    from .export.docbin import records_of
    from .export.writer import RunWriter

    try:
        records = records_of(file, model)
        with RunWriter(output, overwrite, format.value) as writer:
            for record in records:
                writer.write(record)
    except (OSError, ValueError, ImportError) as error:
        _fail(error)
    typer.echo(f"{writer.n_records} reports; {output}/records.jsonl, {output}/spans.{format.value}, {output}/claims.{format.value}", err=True)


@app.command()
def convert(
    path: Path = typer.Argument(..., help="Annotated reports (markup, or records as .jsonl), or a .spacy file."),
    output: Path = typer.Option(..., "--output", "-o", help="A .spacy file, or a .txt file for the way back."),
    lang: Lang = typer.Option(Lang.en, help="Language of Docs in a .spacy file that do not say theirs."),
) -> None:
    """Convert annotated reports to .spacy, and back, losing nothing."""
    from .corpus.convert import to_docbin, to_markup

    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".spacy":
            reports = list(to_markup(path, lang.value))
            output.write_text("\n".join(reports), encoding="utf8")
            count = len(reports)
        else:
            docbin, count = to_docbin(path)
            docbin.to_disk(output)
    except (OSError, ValueError) as error:
        _fail(error)
    typer.echo(f"{count} reports; {output}", err=True)


@app.command()
def summary(
    paths: List[str] = typer.Argument(..., metavar="PATH…", help="Reports as for extract, or a records.jsonl that extract wrote."),
    lang: Optional[Lang] = typer.Option(None, help="Read everything as this language (decided report by report otherwise)."),
) -> None:
    """Show what reports speak of: bodies by rank, campaigns, offences by ICCS section, figures."""
    from .export.extract import Extractor
    from .export.sources import read_sources
    from .export.summary import print_summary, read_records

    extractor, problems = Extractor(lang=lang.value if lang else None), 0
    try:
        for path in paths:
            records = read_records(path)
            if records is not None:
                for record in records:
                    print_summary(record)
                continue
            for source, record, problem in extractor.read(read_sources([path])):
                if record is None:
                    problems += 1
                    typer.echo(f"not read: {source.id}: {problem}", err=True)
                else:
                    print_summary(record)
    except (OSError, ValueError) as error:
        _fail(error)
    raise typer.Exit(1 if problems else 0)


@app.command()
def evaluate(
    model: str = typer.Argument(..., help="A pipeline: package or path."),
    paths: List[Path] = typer.Argument(..., metavar="PATH…", help="Annotated reports: markup, records (.jsonl) or .spacy."),
    output: Path = typer.Option(..., "--output", "-o", help="Folder for scores.json, errors.jsonl, the card and the pictures."),
    pictures: bool = typer.Option(False, "--pictures", help="Draw them too (extra 'evaluate')."),
    curve: Optional[Path] = typer.Option(None, help="Learning curve (JSONL of training/learning_curve.py), for card and pictures."),
    benchmark: Optional[Path] = typer.Option(None, help="Figures of training/benchmark.py (JSON), for the card."),
    draws: int = typer.Option(1000, min=1, help="Draws of the bootstrap."),
) -> None:
    """Score a pipeline: spans and claims with intervals, confusion, errors by kind, reliability, a model card."""
    import spacy
    import srsly

    from .evaluation.card import write_card
    from .evaluation.pictures import draw
    from .evaluation.run import evaluate as run
    from .evaluation.table import print_scores

    try:
        nlp = spacy.load(model)
        results = [run(nlp, path, draws) for path in paths]
        points = [point for point in srsly.read_jsonl(curve) if point.get("on", "test") == "test"] if curve else None
        output.mkdir(parents=True, exist_ok=True)
        srsly.write_json(output / "scores.json", [scores for scores, _ in results])
        srsly.write_jsonl(output / "errors.jsonl", (row for _, rows in results for row in rows))
        drawn = draw(results[0][0], points, output) if pictures else []
        card = write_card(nlp.meta, [scores for scores, _ in results], points, srsly.read_json(benchmark) if benchmark else None, drawn)
        (output / "README.md").write_text(card, encoding="utf8")
    except (OSError, ValueError, ImportError) as error:
        _fail(error)
    for scores, _ in results:
        print_scores(scores)
    typer.echo(f"{output}/scores.json, {output}/errors.jsonl, {output}/README.md", err=True)


@app.command()
def check(paths: List[Path] = typer.Argument(..., help="Corpus files or folders.")) -> None:
    """Check annotated reports; refuse each fault with file and line."""
    from .corpus.checker import check as run

    try:
        errors = run(paths)
    except OSError as error:
        _fail(error)
    for error in errors:
        typer.echo(str(error))
    typer.echo(f"{len(errors)} faults" if errors else "no faults", err=True)
    raise typer.Exit(1 if errors else 0)


_BY = (
    "Which reports belong together: id, those with the same id; meta:KEY (meta:url, say), with the same metadata there; order; figures, those "
    "that share at least 0.3 of their figures, the best first; auto, by id if one stands in both files, else the one report of each, else by figures."
)
_TOTALS = (
    "Pair nothing; show for each measure, offence, operation and unit the number of claims and the largest figure of each side. No sums: "
    "a report repeats its figures, and a sum would count them each time."
)


@app.command()
def compare(
    a: Path = typer.Argument(..., metavar="A.jsonl", help="Records with claims, as extract writes them."),
    b: Path = typer.Argument(..., metavar="B.jsonl", help="The records to hold against them: another run, a translation, another bureau."),
    by: str = typer.Option("auto", metavar="WAY", help=_BY),
    totals: bool = typer.Option(False, "--totals", help=_TOTALS),
    output: Optional[Path] = typer.Option(None, "--output", "-o", metavar="FILE.jsonl", help="Write a line per difference (with --totals, per row)."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON, not tables."),
) -> None:
    """Compare two files of records: one report read twice, an original and its translation, two bureaus."""
    import json

    from .export.compare import compare as run
    from .export.compare import read_reports
    from .export.compare import totals as count
    from .export.compare_table import print_comparison, print_totals

    try:
        if totals and by != "auto":
            raise ValueError("--totals pairs no reports; leave out --by, or leave out --totals")
        if output and any(output.resolve() == path.resolve() for path in (a, b)):
            raise ValueError(f"{output} is one of the files that are compared; give --output another name")
        ours, theirs = read_reports(a), read_reports(b)
        found, rows = (None, count(ours, theirs)) if totals else run(ours, theirs, by)
        if output:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf8")
    except (OSError, ValueError) as error:
        _fail(error)
    if as_json:
        typer.echo(json.dumps(rows if found is None else {"a": str(a), "b": str(b), **found}, ensure_ascii=False, indent=1))
    elif found is None:
        print_totals(rows)
    else:
        print_comparison(found)
    if output:
        typer.echo(f"{len(rows)} lines; {output}", err=True)
