"""The plain-text corpus format: parsing, checking, and reading it into spaCy."""
