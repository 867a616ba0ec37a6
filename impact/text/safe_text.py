"""Text that is safe to keep and to draw: without characters that no output can take, and never a formula."""

import re
import unicodedata
from typing import Any

# What is left out everywhere, because a renderer, a file format or a database stops at it or because it changes how
# the words around it are shown. The tag characters of flags and the joiners of emoji and of Persian stay.
_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, which XML does not allow
    "\u202a-\u202e\u2066-\u2069"  # these turn all that follows around, also the words of the app itself
    "\u2065\u206a-\u206f\ufff0-\ufffb"  # withdrawn or never assigned, and invisible
    "\ufeff"  # a byte order mark: no PDF with tags can hold it
    "\ud800-\udfff"  # half a character: cannot be written as UTF-8
    "\ufdd0-\ufdef"  # from here on: what Unicode says will never be a character
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"  # invisible and without a meaning
    "]+"
)
_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# White space, and what is as wide as nothing: at the end of a text it says nothing and hides a difference.
_EDGE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u00ad\u200b\u2060\ufeff"
# Letters and symbols by their category, that show nothing all the same: fillers and an empty pattern of Braille.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Mn", "Mc", "Me", "Zs", "Zl", "Zp"))
# A spreadsheet takes these for the start of a formula, their wide forms too; quotes before them are ours.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def drop_unsafe(text: str) -> str:
    """The text without the characters that no output can take; tabs and line ends stay."""
    return text if text.isprintable() else _UNSAFE.sub("", text)


def make_safe(value: Any, max_length: int | None = None) -> Any:
    """A value of JSON in which every text, keys too, went through `drop_unsafe`; tuples become lists.

    With `max_length`, texts are cut to so many characters.
    """
    if isinstance(value, str):
        return drop_unsafe(value[:max_length])
    if isinstance(value, dict):
        return {make_safe(key, max_length): make_safe(inner, max_length) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [make_safe(inner, max_length) for inner in value]
    return value


def shows_nothing(text: str) -> bool:
    """Whether a reader would see nothing of this text: only white space, joiners, marks, fillers and the like."""
    if "!" <= text[:1] <= "~":  # as nearly every text begins
        return False
    return not any(character not in _BLANK and unicodedata.category(character) not in _INVISIBLE for character in text)


def clean_text(text: str) -> str:
    """The text as it is kept: safe, with LF for every line end, nothing around it, and empty when it shows nothing."""
    if not text.isprintable():
        text = _UNSAFE.sub("", _LINE_END.sub("\n", text).replace("\t", " "))
    text = text.strip(_EDGE)
    return "" if shows_nothing(text) else text


def guard_formula(text: str) -> str:
    """The text with a quote before it when a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard_formula(text: str) -> str:
    """The text without the quote that `guard_formula` put before it."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text
