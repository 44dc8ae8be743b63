"""Offences in the UN's classification: which category of the table a CRIME span names."""
