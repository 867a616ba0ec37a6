"""The reader's language, and every text, number and date in it."""

import re
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from impact import words
from pages.ui import browser

LANGUAGE_COOKIE = "rimpel_language"
CHOSEN_LANGUAGE_STATE = "language_chosen"
# What Streamlit makes of plain text after the escapes are gone: links, addresses, icons and arrows.
AUTOLINK_SPOT = re.compile(r"(?<=[-<>=:/])(?=[-<>=:/])|(?<=www)(?=\.)|(?=@)|(?<=:)(?=\w+/\w+:)", re.IGNORECASE)
WORD_JOINER = "\u2060"
MARKDOWN_SIGN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:@=&])")


def load_language() -> None:
    """Settle the language of this visit: chosen here, remembered by the browser, or the browser's own."""
    if CHOSEN_LANGUAGE_STATE not in st.session_state:
        cookie = st.context.cookies.get(LANGUAGE_COOKIE)
        st.session_state[CHOSEN_LANGUAGE_STATE] = cookie if cookie in words.LANGUAGES else None


def get_language() -> str:
    """The language of this reader: nl or en."""
    return st.session_state.get(CHOSEN_LANGUAGE_STATE) or words.choose_language(st.context.locale)


def get_chosen_language() -> str | None:
    """The language this reader chose, or None: the browser decides."""
    return st.session_state.get(CHOSEN_LANGUAGE_STATE)


def choose_language(new_language: str | None) -> None:
    """Choose a language; None leaves it to the browser."""
    st.session_state[CHOSEN_LANGUAGE_STATE] = new_language
    browser.set_cookie(LANGUAGE_COOKIE, new_language)


def t(key: str, **facts: object) -> str:
    """The text of this key in the reader's language."""
    return words.get_text(get_language(), key, **facts)


def tn(key: str, n: int, **facts: object) -> str:
    """The text of this key for this number."""
    return words.get_plural_text(get_language(), key, n, **facts)


def num(value: float | None, decimals: int = 1) -> str:
    """A number the reader's way."""
    return words.format_number(get_language(), value, decimals)


def get_timezone() -> tzinfo:
    """The reader's time zone; UTC when the browser does not tell."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def today() -> date:
    """The day it is for the reader."""
    return datetime.now(get_timezone()).date()


def format_day(value: date) -> str:
    """A day the reader's way; a moment as the day it fell on for the reader."""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone()).date()
    return words.format_day(get_language(), value)


def format_month(value: date) -> str:
    """A month the reader's way."""
    return words.format_month(get_language(), value)


def escape_markdown(text: str) -> str:
    """Text of a user with every sign that means something in Markdown made harmless."""
    return MARKDOWN_SIGN.sub(r"\\\1", AUTOLINK_SPOT.sub(WORD_JOINER, text))


def escape_lines(text: str) -> str:
    """Text of a user over several lines, harmless in Markdown, every line on a line of its own."""
    return "  \n".join(escape_markdown(line.strip()) for line in text.splitlines())
