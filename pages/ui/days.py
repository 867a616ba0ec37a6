"""Days that somebody fills in."""

from datetime import date

from impact.errors import Invalid


def require_day(day: object, field: str) -> date:
    """The day in this field. Raises Invalid when it was left empty: it is never taken for today."""
    if not isinstance(day, date):
        raise Invalid(field=field, reason="empty")
    return day
