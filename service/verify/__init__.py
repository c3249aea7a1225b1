"""The independent recount: everything again from the raw topics in SQL, compared with what was published.

It shares no code with what it checks, only the contracts of `schemas/` and the files of the catalog.
"""
