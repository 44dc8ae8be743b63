"""Public-security campaign reports, read into spans and claims by spaCy pipelines.

Everything that a config names (tokenizers, readers, factories, scorers …) is an entry point of this
distribution, so ``spacy train``, ``spacy.load`` and the rest find it without ``--code``.
"""

__version__ = "0.3.0"
