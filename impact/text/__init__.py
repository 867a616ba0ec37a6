"""Text: what no output can take is left out, and what is searched for is found."""
