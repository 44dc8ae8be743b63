"""Reports in, records out: what ``zhanbao extract`` does."""

from pathlib import Path
from typing import Any, Callable, Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from .records import model_name, record_of
from .sources import Source, language_of, read_sources
from .writer import RunWriter

#: The pipelines that read a language unless another is named.
PIPELINES = {"en": "en_zhanbao_sm", "zh": "zh_zhanbao_sm"}
#: Reports that go through a pipeline together.
CHUNK = 64


class Extractor:
    """Reads sources with the pipeline of their language; loads a pipeline when the first report needs it.

    pipelines (Dict[str, str]): package name or path by language.
    lang (str): read everything as this language; decided report by report when None.
    n_process (int): processes per pipeline.
    """

    def __init__(self, pipelines: dict[str, str] | None = None, lang: str | None = None, n_process: int = 1):
        self.pipelines = {**PIPELINES, **(pipelines or {})}
        self.lang = lang
        self.n_process = n_process
        self._loaded: dict[str, Language] = {}

    def pipeline(self, lang: str) -> Language:
        """The pipeline of a language. RAISES: OSError if it is not installed or not there."""
        if lang not in self._loaded:
            self._loaded[lang] = spacy.load(self.pipelines[lang])
        return self._loaded[lang]

    def read(self, sources: Iterable[Source]) -> Iterator[tuple[Source, dict[str, Any] | None, str]]:
        """YIELDS: source, record, problem, in the order of the sources; record is None where there is a problem."""
        chunk: list[Source] = []
        for source in sources:
            chunk.append(source)
            if len(chunk) == CHUNK * self.n_process:
                yield from self._read_chunk(chunk)
                chunk = []
        yield from self._read_chunk(chunk)

    def _read_chunk(self, chunk: list[Source]) -> Iterator[tuple[Source, dict[str, Any] | None, str]]:
        results: dict[int, tuple[dict[str, Any] | None, str]] = {}
        by_lang: dict[str, list[int]] = {}
        for number, source in enumerate(chunk):
            if source.problem:
                results[number] = (None, source.problem)
            else:
                by_lang.setdefault(self.lang or language_of(source.text), []).append(number)
        for lang, numbers in by_lang.items():
            nlp = self.pipeline(lang)
            model = model_name(nlp)  # once: spaCy puts nlp.meta together anew at every call
            for number, (doc, problem) in zip(numbers, self._docs(nlp, [chunk[n].text for n in numbers])):
                source = chunk[number]
                if doc is not None and doc.text != source.text:
                    doc, problem = None, "the pipeline's tokenizer changed the text; use a tokenizer that keeps it"
                results[number] = (
                    (None, problem) if doc is None else
                    (record_of(doc, id=source.id, lang=lang, model=model, meta=source.meta), "")
                )
        for number, source in enumerate(chunk):
            yield (source, *results[number])

    def _docs(self, nlp: Language, texts: list[str]) -> Iterator[tuple[Doc | None, str]]:
        """Docs of texts; when a batch fails, one by one, so that one report takes no other with it."""
        try:
            docs = list(nlp.pipe(texts, n_process=self.n_process))
        except Exception:
            for text in texts:
                try:
                    yield nlp(text), ""
                except Exception as error:  # whatever a component raises on a report is that report's problem
                    yield None, f"the pipeline failed on it: {type(error).__name__}: {error}"
        else:
            yield from ((doc, "") for doc in docs)


def extract(
    paths: Iterable[str], folder: Path, extractor: Extractor, *, overwrite: bool = False, format: str = "csv",
    on_record: Callable[[dict[str, Any]], None] = lambda record: None, on_problem: Callable[[str], None] = lambda line: None,
    on_step: Callable[[], None] = lambda: None,
) -> tuple[int, int]:
    """Read reports and write records, tables and problems into a folder.

    RETURNS (Tuple[int, int]): numbers of records and of problems.
    RAISES: FileExistsError and ImportError as RunWriter.
    """
    with RunWriter(folder, overwrite, format) as writer:
        for source, record, problem in extractor.read(read_sources(paths)):
            if record is None:
                on_problem(writer.problem(source.id, problem))
            else:
                writer.write(record)
                on_record(record)
            on_step()
        return writer.n_records, writer.n_problems
