"""Tables that people edit: plain data files, read here and nowhere else."""

from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parent


@lru_cache(maxsize=None)
def read_lines(name: str, strip: bool = True) -> tuple[str, ...]:
    """The lines of a table, without comments (``#``) and empty lines.

    name (str): path below ``knowledge/``.
    strip (bool): without the blanks around each line.
    RETURNS (Tuple[str, ...]): lines in file order.
    """
    lines = (ROOT / name).read_text(encoding="utf8").split("\n")
    return tuple(line.strip() if strip else line for line in lines if line.strip() and not line.startswith("#"))
