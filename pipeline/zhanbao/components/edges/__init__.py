"""Span edges as the guidelines draw them, repaired by rules where a recogniser draws them otherwise."""
