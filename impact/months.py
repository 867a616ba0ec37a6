"""Months as the app counts them: a month is its first day, a window is a number of whole months."""

from calendar import monthrange
from datetime import date, timedelta


def get_month(day: date) -> date:
    """The first day of the month this day lies in."""
    return day.replace(day=1)


def get_last_day(month: date) -> date:
    """The last day of the month this day lies in: the date a picture of that month stands for."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def count_months_between(first: date, last: date) -> int:
    """How many months `last` lies after `first`; negative when it lies before."""
    return (last.year - first.year) * 12 + last.month - first.month


def shift_month(month: date, steps: int = 1) -> date:
    """The first day of the month that lies `steps` months later (or earlier, when negative)."""
    years, index = divmod(month.year * 12 + month.month - 1 + steps, 12)
    return date(years, index + 1, 1)


def list_months(first: date, last: date) -> tuple[date, ...]:
    """Every month from the one of `first` to the one of `last`, both included."""
    return tuple(shift_month(get_month(first), step) for step in range(count_months_between(first, last) + 1))


def get_window_start(index: int, window: int | None) -> int:
    """Return the index of the first month of a window that ends in month `index`; without a window that is 0."""
    return 0 if window is None else max(index + 1 - window, 0)


def is_in_window(month: date, last_month: date, window: int | None) -> bool:
    """Whether a month lies in the window of so many months that ends in `last_month`; without a window, up to it."""
    age = count_months_between(month, last_month)
    return age >= 0 and (window is None or age < window)


def get_day_before(day: date) -> date:
    """The day before this one."""
    return day - timedelta(days=1)
