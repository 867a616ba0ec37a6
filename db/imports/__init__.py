"""Imports: observations from a file, taken in as batches that can be undone."""
