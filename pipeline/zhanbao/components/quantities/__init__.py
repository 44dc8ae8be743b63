"""Figures: recognised by rules over the text, and combined with what the model found."""
