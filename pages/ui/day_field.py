"""Days that somebody fills in, or that come from an address or a browser."""

from datetime import date
from typing import Any

import streamlit as st

from impact.errors import Invalid
from impact.observation.observation_rules import EARLIEST_DAY
from pages.ui.language import today

DAY_FORMAT = "DD-MM-YYYY"


def ask_for_day(place: Any, label: str, start: date | None, key: str, **options: Any) -> date | None:
    """Show a field for a day, first filled with `start`, and return its day; None when it is empty.

    The day to begin with stands in the session and is no default: a field with a default keeps its last day when
    it is cleared, while the screen shows it empty.
    """
    st.session_state.setdefault(key, start)
    day = place.date_input(label, value=None, format=DAY_FORMAT, key=key, **options)
    return day if isinstance(day, date) else None


def require_day(day: object, field: str) -> date:
    """Return the day in this field. Raise Invalid when it is empty: that is never taken for today."""
    if not isinstance(day, date):
        raise Invalid(field=field, reason="empty")
    return day


def read_past_day(text: str) -> date:
    """Return the ISO day in this text, moved into the range the fields for a day of an observation accept.

    Raises ValueError when the text is no day. Streamlit refuses to show a field with a day outside its range.
    """
    return min(max(date.fromisoformat(text), EARLIEST_DAY), today())
