"""Words about somebody's health, in Dutch and English."""

from collections.abc import Iterator
from functools import cache, lru_cache

from impact.privacy.word_lists import WORD_PATTERN, TextSpan, WordList, normalise_word, read_word_list


@cache
def _read_health_list() -> WordList:
    return read_word_list("health.txt")


def find_health_words(text: str) -> Iterator[TextSpan]:
    """Words about health; a compound counts when one of its parts does. Sick leave is a number of a team."""
    for match in WORD_PATTERN.finditer(text):
        if _is_about_health(match[0]) and not (
            normalise_word(match[0]) == "sick" and text.startswith(" leave", match.end())
        ):
            yield match.span()


@lru_cache(maxsize=50_000)
def _is_about_health(word: str) -> bool:
    health_list = _read_health_list()
    for part in (word, *word.split("-")):
        normalised = normalise_word(part)
        if (
            part in health_list.capitals
            or normalised in health_list.words
            or normalised.startswith(health_list.beginnings)
        ):
            return True
    return False
