"""Files generated from what Python and the catalog declare; a test fails when one is out of date."""
