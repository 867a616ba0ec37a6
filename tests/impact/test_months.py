"""Months: a month is its first day, and counting them knows of years and leap days."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from impact.months import count_months_between, get_day_before, get_last_day, get_month, list_months, shift_month

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
steps = st.integers(-600, 600)


def test_a_month_is_its_first_day() -> None:
    assert get_month(date(2026, 11, 15)) == date(2026, 11, 1)


def test_the_last_day_knows_leap_years() -> None:
    assert get_last_day(date(2024, 2, 10)) == date(2024, 2, 29)
    assert get_last_day(date(2026, 2, 10)) == date(2026, 2, 28)
    assert get_last_day(date(2026, 12, 31)) == date(2026, 12, 31)


def test_months_are_counted_across_years_whatever_the_day() -> None:
    assert count_months_between(date(2025, 12, 31), date(2026, 1, 1)) == 1
    assert count_months_between(date(2026, 3, 1), date(2024, 1, 31)) == -26


def test_the_month_after_december_is_january() -> None:
    assert shift_month(date(2025, 12, 1)) == date(2026, 1, 1)
    assert shift_month(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert shift_month(date(2026, 1, 31), 13) == date(2027, 2, 1)


def test_all_months_holds_both_ends() -> None:
    assert list_months(date(2025, 11, 30), date(2026, 1, 1)) == (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1))


def test_there_are_no_months_from_later_to_earlier() -> None:
    assert list_months(date(2026, 2, 1), date(2026, 1, 1)) == ()


def test_the_day_before_the_first_of_march_depends_on_the_year() -> None:
    assert get_day_before(date(2024, 3, 1)) == date(2024, 2, 29)


@given(days, steps)
def test_counting_undoes_stepping(day: date, step: int) -> None:
    assert count_months_between(day, shift_month(day, step)) == step


@given(days, steps, steps)
def test_two_steps_are_one_longer_step(day: date, one: int, other: int) -> None:
    assert shift_month(shift_month(day, one), other) == shift_month(day, one + other)


@given(days)
def test_after_the_last_day_a_new_month_begins(day: date) -> None:
    assert get_last_day(day) == get_day_before(shift_month(day))
    assert get_month(day) <= day <= get_last_day(day)


@given(days, st.integers(0, 240))
def test_all_months_follow_each_other(day: date, more: int) -> None:
    months = list_months(day, shift_month(day, more))
    assert len(months) == more + 1
    assert all(shift_month(one) == next_one for one, next_one in pairwise(months))
