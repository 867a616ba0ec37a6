"""Ripples and stories in the database."""
