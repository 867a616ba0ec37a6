"""What was found in a cell, in words: on the screen, on the command line, and in the file of refused rows."""

from impact.exchange.sheet import Remark
from impact.words import say


def remark_in_words(language: str, remark: Remark) -> str:
    """Why this cell keeps its row out, was read otherwise, or was left out of its row."""
    reason = say(language, f"data.reason.{remark.reason}", **remark.facts)
    return say(language, "data.left_out", reason=reason) if remark.left_out else reason
