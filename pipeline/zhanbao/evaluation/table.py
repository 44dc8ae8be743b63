"""An evaluation in the terminal."""

from typing import Any

from wasabi import msg

from ..labels import LABELS


def print_scores(scores: dict[str, Any]) -> None:
    """Print the scores by label, those of claims, and speed and size below them."""
    rows = []
    for label in ("ALL", *LABELS):
        exact = scores["spans"]["exact"][label]
        others = [f"{scores['spans'][metric][label]['f']:.3f}" for metric in ("overlap", "boundary")]
        low, high = exact["interval"]
        rows.append([label, f"{exact['f']:.3f}", f"{low:.3f}-{high:.3f}", f"{exact['p']:.3f}", f"{exact['r']:.3f}", *others, str(exact["gold"])])
    msg.divider(f"{scores['pipeline']} on {scores['data']}")
    msg.table(rows, header=["label", "exact F", "95 %", "P", "R", "overlap F", "boundary F", "gold"], divider=True)
    if claims := scores.get("claims"):
        fields = " ".join(f"{name} {share:.3f}" for name, share in claims["fields"].items())
        msg.text(f"claims: whole F {claims['whole']:.3f} ({claims['interval'][0]:.3f}-{claims['interval'][1]:.3f}) of {claims['n']}; {fields}")
    speed = scores["speed"]
    msg.text(f"{scores['reports']} reports, {speed['per_second']:,} {speed['unit']} a second, {scores['size_mb']} MB")
