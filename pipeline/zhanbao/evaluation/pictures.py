"""Pictures of an evaluation (extra ``evaluate``: matplotlib)."""

from pathlib import Path
from typing import Any

from ..labels import LABELS
from .spans import ERROR_KINDS, NONE

INSTALL = "pictures need matplotlib: pip install 'zhanbao[evaluate]', or leave --pictures out"


def draw(scores: dict[str, Any], curve: list[dict[str, Any]] | None, folder: Path) -> list[Path]:
    """Draw what an evaluation found.

    scores (dict): what :func:`zhanbao.evaluation.run.evaluate` returned.
    curve (List[dict] | None): points of a learning curve, ``{reports, f, interval}`` by label (``training/learning_curve.py``).
    folder (Path): where the SVG files go.
    RETURNS (List[Path]): the files.
    RAISES: ImportError with what to install.
    """
    try:
        import matplotlib
    except ImportError as error:
        raise ImportError(INSTALL) from error
    matplotlib.use("svg")
    # The same data gives the same file.
    matplotlib.rcParams["svg.hashsalt"] = "zhanbao"
    jobs = {"scores": _scores, "confusion": _confusion, "errors": _errors}
    if scores.get("reliability"):
        jobs["reliability"] = _reliability
    files = [_save(folder / f"{name}.svg", job, scores) for name, job in jobs.items()]
    if curve:
        files.append(_save(folder / "learning_curve.svg", _curve, curve))
    return files


def _save(path: Path, job: Any, data: Any) -> Path:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4))
    job(axes, data)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
    return path


def _scores(axes: Any, scores: dict[str, Any]) -> None:
    labels = ("ALL", *LABELS)
    for offset, (metric, by_label) in enumerate(scores["spans"].items()):
        values = [by_label[label]["f"] for label in labels]
        places = [number + 0.27 * (offset - 1) for number in range(len(labels))]
        # A percentile interval need not hold the point estimate; an error bar cannot be negative.
        low = [max(0.0, value - by_label[label]["interval"][0]) for label, value in zip(labels, values)]
        high = [max(0.0, by_label[label]["interval"][1] - value) for label, value in zip(labels, values)]
        axes.bar(places, values, 0.25, yerr=[low, high], capsize=2, label=metric)
    axes.set_xticks(range(len(labels)), labels)
    axes.set_ylim(0, 1)
    axes.set_ylabel("F (95 % interval over reports)")
    axes.legend(loc="lower right")


def _confusion(axes: Any, scores: dict[str, Any]) -> None:
    names = (*LABELS, NONE)
    table = [[scores["confusion"][row][column] for column in names] for row in names]
    shares = [[value / max(1, sum(row)) for value in row] for row in table]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for y, row in enumerate(table):
        for x, value in enumerate(row):
            axes.text(x, y, value, ha="center", va="center", color="white" if shares[y][x] > 0.6 else "black")
    axes.set_xticks(range(len(names)), names, rotation=20)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("read as")
    axes.set_ylabel("gold")


def _errors(axes: Any, scores: dict[str, Any]) -> None:
    left = [0] * len(LABELS)
    for kind in ERROR_KINDS:
        values = [scores["errors"][label][kind] for label in LABELS]
        axes.barh(LABELS, values, left=left, label=kind)
        left = [a + b for a, b in zip(left, values)]
    axes.invert_yaxis()
    axes.set_xlabel("errors")
    axes.legend()


def _reliability(axes: Any, scores: dict[str, Any]) -> None:
    bins = scores["reliability"]["bins"]
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    axes.plot([b["confidence"] for b in bins], [b["right"] for b in bins], marker="o")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share right")
    axes.set_title(f"expected calibration error {scores['reliability']['ece']:.3f}")


def _curve(axes: Any, curve: list[dict[str, Any]]) -> None:
    sizes = [point["reports"] for point in curve]
    for label in ("ALL", *LABELS):
        axes.plot(sizes, [point["f"][label] for point in curve], marker="o", label=label, linewidth=2 if label == "ALL" else 1)
    axes.set_xscale("log", base=2)
    axes.set_xticks(sizes, sizes)
    axes.set(xlabel="training reports", ylabel="exact F", ylim=(0, 1))
    axes.legend(loc="lower right")
