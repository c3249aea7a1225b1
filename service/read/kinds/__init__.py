"""A kind of record in each file: how its bytes become a model, and how the model is told."""
