"""Copies: evidence files, backups of the whole database, and the file of a whole collaboration."""
