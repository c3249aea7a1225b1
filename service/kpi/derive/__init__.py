"""Derived dimensions: what is made of fields, readings and each other."""
