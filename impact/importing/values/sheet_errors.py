"""What a spreadsheet shows where a formula has no value."""

SHEET_ERRORS = frozenset({
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!",
    "#GETTING_DATA", "#N/B", "#VERW!", "#WAARDE!", "#DEEL/0!", "#NAAM?", "#GETAL!", "#LEEG!", "#OVERLOOP!",
})  # fmt: skip


def is_sheet_error(text: str) -> bool:
    """Whether this cell holds an error of a spreadsheet, in English or in Dutch."""
    return text.startswith("#") and text.strip().upper() in SHEET_ERRORS
