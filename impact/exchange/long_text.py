"""A text that is too long for one sentence: its first sentence stays, the rest goes to "why it matters"."""

import re

from impact.model import SENTENCE_LIMIT
from impact.model.terms import TEXT_LIMIT

LONG = "long:what"
SPLIT, REFUSE = "split", "refuse"
CUT = "…"
# Where a sentence ends: a full stop and the like before a space, a semicolon, or a line end.
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|;\s+|\s*\n\s*")


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


def _first_sentence(text: str) -> tuple[str, str]:
    end = _END.search(text)
    if end and len(" ".join(text[: end.start()].split())) <= SENTENCE_LIMIT:
        begin, rest = text[: end.end()].rstrip(" ;\n"), text[end.end() :]
        return " ".join(begin.split()), rest.strip()
    words = " ".join(text.split())
    at = words.rfind(" ", 0, SENTENCE_LIMIT - len(CUT) + 1)
    at = at if at > 0 else SENTENCE_LIMIT - len(CUT)
    return words[:at].rstrip() + CUT, CUT + words[at:].strip()
