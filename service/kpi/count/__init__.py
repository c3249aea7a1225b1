"""Admitted facts become additions to cells."""
