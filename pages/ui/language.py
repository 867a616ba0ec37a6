"""The reader's language, and every text, number and date in it."""

import re
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from impact import words
from pages.ui import browser

COOKIE = "rimpel_language"
CHOSEN = "language_chosen"
# What Streamlit makes of plain text after the escapes are gone: links, addresses, icons and arrows.
SPOTTED = re.compile(r"(?<=[-<>=:/])(?=[-<>=:/])|(?<=www)(?=\.)|(?=@)|(?<=:)(?=\w+/\w+:)", re.IGNORECASE)
JOINER = "\u2060"
MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:@=&])")


def begin() -> None:
    """Settle the language of this visit: chosen here, remembered by the browser, or the browser's own."""
    if CHOSEN not in st.session_state:
        remembered = st.context.cookies.get(COOKIE)
        st.session_state[CHOSEN] = remembered if remembered in words.LANGUAGES else None


def language() -> str:
    """The language of this reader: nl or en."""
    return st.session_state.get(CHOSEN) or words.spoken(st.context.locale)


def chosen() -> str | None:
    """The language this reader chose, or None: the browser decides."""
    return st.session_state.get(CHOSEN)


def choose(choice: str | None) -> None:
    """Choose a language; None leaves it to the browser."""
    st.session_state[CHOSEN] = choice
    browser.remember(COOKIE, choice)


def t(key: str, **facts: object) -> str:
    """The text of this key in the reader's language."""
    return words.say(language(), key, **facts)


def tn(key: str, n: int, **facts: object) -> str:
    """The text of this key for this number."""
    return words.count(language(), key, n, **facts)


def num(value: float | None, decimals: int = 1) -> str:
    """A number the reader's way."""
    return words.number(language(), value, decimals)


def zone() -> tzinfo:
    """The reader's time zone; UTC when the browser does not tell."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def today() -> date:
    """The day it is for the reader."""
    return datetime.now(zone()).date()


def day(value: date) -> str:
    """A day the reader's way; a moment as the day it fell on for the reader."""
    if isinstance(value, datetime):
        value = value.astimezone(zone()).date()
    return words.day(language(), value)


def month(value: date) -> str:
    """A month the reader's way."""
    return words.month(language(), value)


def plain(text: str) -> str:
    """Text of a user with every sign that means something in Markdown made harmless."""
    return MARKDOWN.sub(r"\\\1", SPOTTED.sub(JOINER, text))


def lines(text: str) -> str:
    """Text of a user over several lines, harmless in Markdown, every line on a line of its own."""
    return "  \n".join(plain(line.strip()) for line in text.splitlines())
