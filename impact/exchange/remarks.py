"""What was found in a cell, in words: on the screen, on the command line, and in the file of refused rows."""

from impact.exchange.columns import COLUMNS
from impact.exchange.sheet import VALUE_SHOWN, Remark
from impact.exchange.table import Table
from impact.words import say


def remark_in_words(language: str, remark: Remark) -> str:
    """Why this cell keeps its row out, was read otherwise, or was left out of its row."""
    reason = say(language, f"data.reason.{remark.reason}", **remark.facts)
    return say(language, "data.left_out", reason=reason) if remark.left_out else reason


def column_in_words(language: str, remark: Remark) -> str:
    """The column as the file calls it, or in this language the field of ours for which the file has none."""
    return COLUMNS[remark.absent][language] if remark.absent else remark.column


def remarks_of_table(table: Table) -> list[Remark]:
    """What was read otherwise of the file as a whole: lines that are no rows, and columns that were taken together."""
    skipped = [
        Remark(line, "", next((text for text in cells if text.strip()), "")[:VALUE_SHOWN], "sub_header")
        for line, cells in table.skipped
    ]
    joined = [
        Remark(table.line, column.header, "; ".join(column.options)[:VALUE_SHOWN], "joined_columns")
        for column in table.joined
    ]
    return skipped + joined
