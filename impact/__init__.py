"""Meaning: what the words of the method are and how they are reckoned. Pure Python, no input or output."""
