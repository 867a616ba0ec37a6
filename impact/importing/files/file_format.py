"""Which kind of file this is: what is inside decides, never its name."""

from impact.errors import BrokenFile
from impact.importing.files import text_file, workbook
from impact.importing.files.table import FileTable, build_table

# The whole file is in memory, for everybody who imports at that moment.
MAX_IMPORT_BYTES = 40_000_000
WORKBOOK_SIGNATURE, OLD_WORKBOOK_SIGNATURE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_table(content: bytes, sheet_name: str | None = None, max_bytes: int = MAX_IMPORT_BYTES) -> FileTable:
    """Return the table in this file; of a workbook the one on this sheet, or on the likeliest. Raise BrokenFile."""
    if len(content) > max_bytes:
        raise BrokenFile(reason="too_big", most=max_bytes // 1_000_000)
    if content.startswith(OLD_WORKBOOK_SIGNATURE):
        raise BrokenFile(reason="old_sheet")
    if content.startswith(WORKBOOK_SIGNATURE):
        return workbook.read_workbook(content, sheet_name)
    return build_table(text_file.read_records(content))
