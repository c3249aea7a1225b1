"""Files → events on a raw topic, as a mapping says: rows are read, made into events, put in order, and sent."""
