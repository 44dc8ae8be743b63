"""Pipeline components, one file or folder each."""
