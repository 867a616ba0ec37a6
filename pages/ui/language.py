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
    """Return the code of the language of this reader."""
    return st.session_state.get(CHOSEN_LANGUAGE_STATE) or words.choose_language(st.context.locale)


def get_chosen_language() -> str | None:
    """Return the language this reader chose, or None when the browser decides."""
    return st.session_state.get(CHOSEN_LANGUAGE_STATE)


def choose_language(new_language: str | None) -> None:
    """Choose a language; None leaves it to the browser."""
    st.session_state[CHOSEN_LANGUAGE_STATE] = new_language
    browser.set_cookie(LANGUAGE_COOKIE, new_language)


def t(key: str, **facts: object) -> str:
    """Return the text of this key in the reader's language."""
    return words.get_text(get_language(), key, **facts)


def tn(key: str, n: int, **facts: object) -> str:
    """Return the text of this key for this number."""
    return words.get_plural_text(get_language(), key, n, **facts)


def num(value: float | None, decimals: int = 1) -> str:
    """Return a number in the reader's format."""
    return words.format_number(get_language(), value, decimals)


def get_timezone() -> tzinfo:
    """Return the reader's time zone; UTC when the browser does not say."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def today() -> date:
    """Return today's date in the reader's time zone."""
    return datetime.now(get_timezone()).date()


def format_day(value: date) -> str:
    """Return a day in the reader's format; a moment as its day in the reader's time zone."""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone()).date()
    return words.format_day(get_language(), value)


def format_month(value: date) -> str:
    """Return a month in the reader's format."""
    return words.format_month(get_language(), value)


def escape_markdown(text: str) -> str:
    """Return a user's text with every Markdown sign escaped."""
    return MARKDOWN_SIGN.sub(r"\\\1", AUTOLINK_SPOT.sub(WORD_JOINER, text))


def escape_lines(text: str) -> str:
    """Return a user's text of several lines, escaped for Markdown, with its line breaks."""
    return "  \n".join(escape_markdown(line.strip()) for line in text.splitlines())
