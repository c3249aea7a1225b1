"""Raw records become facts or rejects."""
