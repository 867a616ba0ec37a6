"""Words: every text of the app in each language, and numbers and dates the way the reader writes them.

Catalogues are gettext .po files, one per screen, with the key as msgid: `home.title` stands in home.po.
"""

import tomllib
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from impact.words.languages import DEFAULT_LANGUAGE, LANGUAGE_BY_CODE, LANGUAGES, Language, choose_language

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "LANGUAGE_BY_CODE",
    "Language",
    "choose_language",
    "format_day",
    "format_level",
    "format_month",
    "format_number",
    "get_plural_text",
    "get_text",
    "load_catalogue",
    "load_word_table",
]


@cache
def load_catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """Every key of this language with its text, or its texts for one and for more."""
    texts: dict[str, tuple[str, ...]] = {}
    for po_file in sorted(files(__package__).joinpath(language).iterdir(), key=lambda path: path.name):
        if po_file.name.endswith(".po"):
            with po_file.open("rb") as stream:
                texts.update(_parse_catalogue(stream.read()))
    return texts


def _parse_catalogue(content: bytes) -> dict[str, tuple[str, ...]]:
    texts = {}
    for message in read_po(BytesIO(content)):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            texts[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return texts


@cache
def load_word_table(language: str, name: str) -> dict[str, Any]:
    """Return the words in the TOML file of this name in the folder of the language. Raise FileNotFoundError without."""
    return tomllib.loads(files(__package__).joinpath(language, f"{name}.toml").read_text(encoding="utf-8"))


def get_text(language: str, key: str, **facts: object) -> str:
    """The text of this key with its facts filled in. KeyError when the key has no text."""
    text = load_catalogue(language)[key][0]
    return text.format(**facts) if facts else text


def get_plural_text(language: str, key: str, n: int, **facts: object) -> str:
    """The text of this key for this number, written the reader's way as {n}."""
    forms = load_catalogue(language)[key]
    return forms[0 if n == 1 else -1].format(n=format_number(language, n), **facts)


@lru_cache(maxsize=4096)
def format_number(language: str, value: float | None, decimals: int = 1) -> str:
    """A number with at most this many decimals, the reader's way; an en dash where there is none."""
    if value is None:
        return "–"
    pattern = "#,##0." + "#" * decimals if decimals else "#,##0"
    return str(format_decimal(round(value, decimals) + 0.0, format=pattern, locale=language)).replace("-", "−")


def format_level(language: str, value: float) -> str:
    """A level always with one decimal, so that numbers below each other line up: "3,0"."""
    return str(format_decimal(round(value, 1) + 0.0, format="0.0", locale=language)).replace("-", "−")


def format_day(language: str, value: date) -> str:
    """A day, as "12 mrt 2026"."""
    return str(format_date(value, "d MMM y", locale=language)).replace(".", "")


def format_month(language: str, value: date) -> str:
    """A month, as "mrt 2026"."""
    return str(format_date(value, "MMM y", locale=language)).replace(".", "")
