"""The model card of a pipeline, written from its figures: nothing in it is typed by hand but what no figure says."""

from pathlib import Path
from typing import Any, Sequence

from ..labels import LABELS
from .spans import ERROR_KINDS, NONE

LANGUAGES = {"en": "English, mostly machine-translated from Chinese", "zh": "Chinese (simplified characters)"}


def write_card(
    meta: dict[str, Any],
    evaluations: Sequence[dict[str, Any]],
    curve: list[dict[str, Any]] | None = None,
    benchmark: dict[str, Any] | None = None,
    pictures: Sequence[Path] = (),
) -> str:
    """Make a model card in Markdown.

    meta (dict): the pipeline's ``meta.json``.
    evaluations (Sequence[dict]): what :func:`zhanbao.evaluation.run.evaluate` returned, one per set of reports.
    curve (List[dict] | None): the learning curve.
    benchmark (dict | None): what ``training/benchmark.py`` wrote: speed beside a plain spaCy recogniser.
    pictures (Sequence[Path]): shown at the end, by file name.
    RETURNS (str): the card.
    """
    name = f"{meta['lang']}_{meta['name']}"
    parts = [
        f"# {name} {meta['version']}",
        f"{meta['description']}. Reads {LANGUAGES.get(meta['lang'], meta['lang'])}. "
        f"Components: {', '.join(f'`{pipe}`' for pipe in meta['components'])}. Licence: {meta['license'] or 'none given'}.",
        "This card is generated (`zhanbao evaluate`); figures are exact F unless said otherwise, the bracket is a 95 % "
        "bootstrap interval over reports.",
        *[_evaluation(scores) for scores in evaluations],
    ]
    if evaluations or benchmark:
        parts.append(_speed(evaluations, benchmark))
    if curve:
        parts.append(_curve(curve))
    parts.append(
        "## What it is for\n\n"
        "Turning published public-security reports into tables that can be traced to the sentence. A figure is a claim of the body that "
        "published it. It is not for finding or profiling people. It was trained on text written for the purpose, whose figures are "
        "invented, and misses and misreads spans at the rates above: trace figures that matter."
    )
    if pictures:
        parts.append("\n".join(f"![{path.stem.replace('_', ' ')}]({path.name})" for path in pictures))
    return "\n\n".join(parts) + "\n"


def _evaluation(scores: dict[str, Any]) -> str:
    rows = []
    for label in ("ALL", *LABELS):
        exact = scores["spans"]["exact"][label]
        others = [f"{scores['spans'][metric][label]['f']:.3f}" for metric in ("overlap", "boundary")]
        low, high = exact["interval"]
        rows.append([label, f"{exact['f']:.3f} ({low:.3f} to {high:.3f})", f"{exact['p']:.3f}", f"{exact['r']:.3f}", *others, exact["gold"]])
    kinds = [[label, *[scores["errors"][label][kind] for kind in ERROR_KINDS]] for label in LABELS]
    names = (*LABELS, NONE)
    confusion = [[row, *[scores["confusion"][row][column] for column in names]] for row in names]
    return "\n\n".join([
        f"## On {scores['data']} ({scores['reports']} reports)",
        _table(["label", "exact F", "precision", "recall", "overlap F", "boundary F", "gold spans"], rows),
        "Errors by kind:",
        _table(["label", *ERROR_KINDS], kinds),
        "Gold label (rows) against what it was read as (columns):",
        _table(["", *names], confusion),
        *([_claims(scores)] if scores.get("claims") else []),
    ])


def _claims(scores: dict[str, Any]) -> str:
    claims, reliability = scores["claims"], scores.get("reliability")
    low, high = claims["interval"]
    parts = [
        f"Claims ({claims['n']} gold): F of whole claims (agency, operation, crimes, counted and change all right) {claims['whole']:.3f} "
        f"({low:.3f} to {high:.3f}); share of right values by field, of the claims whose figure was found:",
        _table(list(claims["fields"]), [[f"{share:.3f}" for share in claims["fields"].values()]]),
    ]
    if reliability:
        rows = [[f"{b['confidence']:.2f}", f"{b['right']:.2f}", b["n"]] for b in reliability["bins"]]
        parts += [
            f"What a claim's confidence is worth (expected calibration error {reliability['ece']:.3f}):",
            _table(["mean confidence", "share of whole claims right", "claims"], rows),
        ]
    return "\n\n".join(parts)


def _speed(evaluations: Sequence[dict[str, Any]], benchmark: dict[str, Any] | None) -> str:
    header, rows = ["pipeline", "words or characters a second", "MB on disk"], []
    if benchmark:
        rows.append(["plain `spacy init config` recogniser", f"{benchmark['plain']:,}", ""])
        size = evaluations[0]["size_mb"] if evaluations else ""
        rows.append([f"this one (in the same run, {benchmark['ratio']} of plain)", f"{benchmark['zhanbao']:,}", size])
    else:
        rows.append([evaluations[0]["pipeline"], f"{evaluations[0]['speed']['per_second']:,}", evaluations[0]["size_mb"]])
    return "## Speed and size\n\n" + _table(header, rows)


def _curve(curve: list[dict[str, Any]]) -> str:
    rows = [[point["reports"], *[f"{point['f'][label]:.3f}" for label in ("ALL", *LABELS)]] for point in curve]
    return "## Learning curve\n\n" + _table(["training reports", "ALL", *LABELS], rows)


def _table(header: list[Any], rows: list[list[Any]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
