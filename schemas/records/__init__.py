"""What one record of an inner topic holds, in models: for people, beside the columns of `schemas/facts.py`.

The service itself reads columns (docs/decisions/0005). These models are made from the same bytes, say what each row
means, and refuse what does not fit with the field and the reason.
"""
