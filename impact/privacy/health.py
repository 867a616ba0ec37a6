"""Words about somebody's health, in Dutch and English."""

from collections.abc import Iterator
from functools import cache, lru_cache

from impact.privacy.lists import WORD, Listed, Span, folded, listed


@cache
def _health() -> Listed:
    return listed("health.txt")


def health_words(text: str) -> Iterator[Span]:
    """Words about health; a compound counts when one of its parts does. Sick leave is a number of a team."""
    for match in WORD.finditer(text):
        if _about_health(match[0]) and not (folded(match[0]) == "sick" and text.startswith(" leave", match.end())):
            yield match.span()


@lru_cache(maxsize=50_000)
def _about_health(word: str) -> bool:
    known = _health()
    for part in (word, *word.split("-")):
        looked_up = folded(part)
        if part in known.capitals or looked_up in known.words or looked_up.startswith(known.beginnings):
            return True
    return False
