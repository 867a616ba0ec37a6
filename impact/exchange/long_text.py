"""A text that is too long for one sentence: its first sentence stays, the rest goes to "why it matters"."""

import re
from collections.abc import Iterator

from impact.model import SENTENCE_LIMIT
from impact.model.terms import TEXT_LIMIT

LONG = "long:what"
SPLIT, REFUSE = "split", "refuse"
CUT = "…"
# Where a sentence ends: a full stop and the like before a space, a semicolon, or a line end.
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|;\s+|\s*\n\s*")
# A full stop after one letter, after these, or before a small letter ends a word and not a sentence.
_SHORTENED = re.compile(
    r"(?:\b(?:[^\W\d_]|bijv|bv|dhr|mevr|mw|mr|mrs|ms|dr|drs|ir|ing|prof|nl|incl|excl|evt|resp|ca|etc|enz|st|vs|afd|tel)"
    r"|\.[^\W\d_]+)\.$",
    re.IGNORECASE,
)


def is_long(text: str) -> bool:
    """Whether this is longer than one sentence may be."""
    return len(" ".join(text.split())) > SENTENCE_LIMIT


def split_sentence(text: str, why: str) -> tuple[str, str] | None:
    """The first sentence of this text, and the rest below what stood under why; None when even that has no room.

    Of a first sentence that is too long itself as many words stay as fit, with the rest after the same sign.
    """
    plain = text.strip()
    first, rest = _first_sentence(plain)
    together = f"{why.strip()}\n{rest}".strip()
    return (first, together) if len(together) <= TEXT_LIMIT else None


def _ends(text: str) -> Iterator[re.Match[str]]:
    """Each place where a sentence ends for sure."""
    for end in _END.finditer(text):
        begin, after = text[max(end.start() - 12, 0) : end.start()], text[end.end() : end.end() + 1]
        if not begin.endswith(".") or "\n" in end[0] or not (after.islower() or _SHORTENED.search(begin)):
            yield end


def _first_sentence(text: str) -> tuple[str, str]:
    end = next(_ends(text), None) or _END.search(text)
    if end and len(" ".join(text[: end.start()].split())) <= SENTENCE_LIMIT:
        begin, rest = text[: end.end()].rstrip(" ;\n"), text[end.end() :]
        return " ".join(begin.split()), rest.strip()
    words = " ".join(text.split())
    at = words.rfind(" ", 0, SENTENCE_LIMIT - len(CUT) + 1)
    at = at if at > 0 else SENTENCE_LIMIT - len(CUT)
    return words[:at].rstrip() + CUT, CUT + words[at:].strip()
