"""A text that is too long for one sentence: its first sentence stays, the rest goes to "why it matters"."""

import re
from collections.abc import Iterator

from impact.model import MAX_SENTENCE_LENGTH
from impact.model.terms import MAX_TEXT_LENGTH
from impact.text.fold import join_white_space

LONG_TEXT_KEY = "long:what"
SPLIT_TEXTS, REFUSE_TEXTS = "split", "refuse"
CUT_SIGN = "…"
# Where a sentence ends: a full stop and the like before a space, a semicolon, or a line end.
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|;\s+|\s*\n\s*")
# A full stop after one letter, after these, or before a small letter ends a word and not a sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:[^\W\d_]|bijv|bv|dhr|mevr|mw|mr|mrs|ms|dr|drs|ir|ing|prof|nl|incl|excl|evt|resp|ca|etc|enz|st|vs|afd|tel)"
    r"|\.[^\W\d_]+)\.$",
    re.IGNORECASE,
)


def is_too_long(text: str) -> bool:
    """Return whether this is longer than one sentence may be."""
    return len(join_white_space(text)) > MAX_SENTENCE_LENGTH


def split_sentence(text: str, why: str) -> tuple[str, str] | None:
    """Return the first sentence, and the rest below the text under why; None when there is no room for that either.

    Of a first sentence that is too long as many words stay as fit, and the rest follows after the same sign.
    """
    plain = text.strip()
    first_sentence, rest = _split_off_first_sentence(plain)
    why_with_rest = f"{why.strip()}\n{rest}".strip()
    return (first_sentence, why_with_rest) if len(why_with_rest) <= MAX_TEXT_LENGTH else None


def _find_sentence_ends(text: str) -> Iterator[re.Match[str]]:
    """Yield each place where a sentence ends for sure."""
    for end in _SENTENCE_END.finditer(text):
        text_before, text_after = text[max(end.start() - 12, 0) : end.start()], text[end.end() : end.end() + 1]
        if (
            not text_before.endswith(".")
            or "\n" in end[0]
            or not (text_after.islower() or _ABBREVIATION.search(text_before))
        ):
            yield end


def _split_off_first_sentence(text: str) -> tuple[str, str]:
    end = next(_find_sentence_ends(text), None) or _SENTENCE_END.search(text)
    if end and len(join_white_space(text[: end.start()])) <= MAX_SENTENCE_LENGTH:
        first_sentence, rest = text[: end.end()].rstrip(" ;\n"), text[end.end() :]
        return join_white_space(first_sentence), rest.strip()
    words = join_white_space(text)
    cut_at = words.rfind(" ", 0, MAX_SENTENCE_LENGTH - len(CUT_SIGN) + 1)
    cut_at = cut_at if cut_at > 0 else MAX_SENTENCE_LENGTH - len(CUT_SIGN)
    return words[:cut_at].rstrip() + CUT_SIGN, CUT_SIGN + words[cut_at:].strip()
