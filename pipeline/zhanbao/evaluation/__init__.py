"""How well a pipeline reads annotated reports: scores with intervals, errors, pictures, the model card."""
