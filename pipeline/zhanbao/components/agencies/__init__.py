"""Rank, kind and place of public bodies."""
