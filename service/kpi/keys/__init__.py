"""Tables of 64-bit keys, filled by whole batches."""
