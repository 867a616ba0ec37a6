"""The days in files of other tools: what comes in row by row, what is asked, and what stays out with its reason."""

from impact.exchange.matching import as_json, from_json, ordered
from tests.impact.odd import days, left, match_file, open_odd, questions_of_file, read_file


def test_the_order_one_file_tells_says_nothing_of_the_next() -> None:
    first, second = open_odd("order-1-en.csv"), open_odd("order-2-nl.csv")
    matching = match_file(first)
    assert questions_of_file(first, matching) == []
    assert days(read_file(first, matching)) == ["2026-03-17"]
    remembered = from_json(as_json(matching), second.headers)
    assert remembered.answers == {}
    assert days(read_file(second, remembered)) == ["2026-03-04"]


def test_an_order_that_was_chosen_holds_for_the_next_file_unless_that_tells_otherwise() -> None:
    table = open_odd("airtable.csv")
    chosen = match_file(table, {"order:/": "month_first"})
    remembered = from_json(as_json(chosen), table.headers)
    assert remembered.answers == {"order:/": "month_first"}
    assert ordered(table, remembered)[0].answers["order:/"] == "month_first"


def test_real_days_beside_month_first_texts_are_asked_about_and_swapped_back() -> None:
    table = open_odd("excel-half-swapped.xlsx")
    assert questions_of_file(table, match_file(table)) == [("order:year", "2017-01-07")]
    swapped = match_file(table, {"order:year": "day_first"})
    assert days(read_file(table, swapped)) == ["2017-07-01", "2020-11-01", "2018-10-17", "2020-01-28"]
    as_they_are = match_file(table, {"order:year": "month_first"})
    assert days(read_file(table, as_they_are)) == ["2017-01-07", "2020-01-11", "2018-10-17", "2020-01-28"]
    asked = read_file(table, match_file(table))
    assert (days(asked), {reason for *_, reason in left(asked)}) == (["2018-10-17", "2020-01-28"], {"unclear_date"})
    assert left(read_file(table, swapped)) == left(read_file(table, as_they_are)) == []
