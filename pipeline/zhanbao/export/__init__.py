"""From Docs to records and tables."""
