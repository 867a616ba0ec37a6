"""Cells that a row may lack, and the letters of columns."""

import pytest

from impact.importing.rows import format_column_letters, get_cell_text, parse_column_letters, replace_cell_text

LETTERS = {0: "A", 10: "K", 11: "L", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ"}


@pytest.mark.parametrize("index", LETTERS)
def test_letters_of_a_column_go_on_after_z_and_can_be_read_back(index: int) -> None:
    assert format_column_letters(index) == LETTERS[index]
    assert parse_column_letters(LETTERS[index]) == index + 1


def test_a_cell_beyond_the_end_of_its_row_is_empty() -> None:
    assert [get_cell_text(("a", "b"), index) for index in range(3)] == ["a", "b", ""]


def test_a_row_that_is_too_short_is_made_longer_for_a_new_cell() -> None:
    assert replace_cell_text((4, ("a", "b")), 0, "x") == (4, ("x", "b"))
    assert replace_cell_text((4, ("a",)), 3, "x") == (4, ("a", "", "", "x"))
