"""Words about somebody's health, in Dutch and English."""

from collections.abc import Iterator
from functools import cache

from impact.privacy.lists import WORD, Listed, Span, folded, listed


@cache
def _health() -> Listed:
    return listed("health.txt")


def health_words(text: str) -> Iterator[Span]:
    """Words about health; a compound counts when one of its parts does. Sick leave is a number of a team."""
    known = _health()
    for match in WORD.finditer(text):
        leave = folded(match[0]) == "sick" and text.startswith(" leave", match.end())
        for part in () if leave else (match[0], *match[0].split("-")):
            looked_up = folded(part)
            if part in known.capitals or looked_up in known.words or looked_up.startswith(known.beginnings):
                yield match.span()
                break
