"""Observations in the database: logging, judging, history, searching and what is kept in step with them."""
