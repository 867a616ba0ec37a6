"""What was found in a cell, in words: on the screen, on the command line, and in the file of refused rows."""

from impact.importing.files.table import FileTable
from impact.importing.headers.columns import COLUMN_NAMES
from impact.importing.plan.parsed_sheet import MAX_SHOWN_CHARACTERS, Remark
from impact.words import get_text


def format_remark(language: str, remark: Remark) -> str:
    """Why this cell keeps its row out, was read otherwise, or was left out of its row."""
    reason = get_text(language, f"data.reason.{remark.reason}", **remark.facts)
    return get_text(language, "data.left_out", reason=reason) if remark.left_out else reason


def format_remark_column(language: str, remark: Remark) -> str:
    """The column as the file calls it, or in this language the field of ours for which the file has none."""
    return COLUMN_NAMES[remark.absent][language] if remark.absent else remark.column


def list_table_remarks(table: FileTable) -> list[Remark]:
    """What was read otherwise of the file as a whole: lines that are no rows, and columns that were taken together."""
    skipped = [
        Remark(line, "", next((text for text in cells if text.strip()), "")[:MAX_SHOWN_CHARACTERS], "sub_header")
        for line, cells in table.skipped
    ]
    joined = [
        Remark(table.line, column.header, "; ".join(column.options)[:MAX_SHOWN_CHARACTERS], "joined_columns")
        for column in table.joined
    ]
    return skipped + joined
