"""Tokenizers whose token boundaries never cut through a span."""
