"""Names of people: after a title, from the list of first names, or as initials with a surname."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from impact.privacy.word_lists import (
    WORD_PATTERN,
    TextSpan,
    WordList,
    normalise_word,
    read_word_list,
    strip_possessive,
)

WordMatches = Sequence[re.Match[str]]
_ABBREVIATED_TITLES = frozenset(("mevr", "mw", "dhr", "prof", "drs", "mr", "mrs", "ms", "mx", "dr"))
_PARTICLES = frozenset(
    ("van", "von", "de", "der", "den", "het", "ten", "ter", "te", "el", "al", "da", "di", "dos", "la", "le")
)
_GAP = re.compile(r"[ \t\u00a0]{1,3}")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…\n])[\s\"'“”‘’«»()\[\]•*–—-]*$")
_SURNAME_FORM = r"((?:(?:van|von|de|der|den|ten|ter|te|'t)[ ]){0,3})[A-Z][^\W\d_]+(?:-[A-Z][^\W\d_]+)?"
_SURNAME = re.compile(_SURNAME_FORM)
_INITIALS = re.compile(rf"(?<![\w.])((?:[A-Z]\.[ ]?){{1,4}}){_SURNAME_FORM}")
_LONE_INITIAL = re.compile(r"(?<![\w.])[A-Z]\.(?=,? ?[a-zà-ÿ])")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?[ \u00a0]$")
_MAX_ROLE_LENGTH = 24
_ANYBODY_INITIALS = "ABCXY"
_AND_WORDS = frozenset(("en", "and"))
# First names that are verbs as well: with one of these at its start a question asks something of what follows.
_VERB_NAMES = frozenset(("can", "will", "wil", "ben"))
# "Wil het Lyceum …": no surname begins with it.
_NO_SURNAME_WORDS = frozenset(("het",))
# So far its end is looked for, so that a text without one costs no time.
_MAX_SENTENCE_LENGTH = 300
_SENTENCE_END = re.compile(r"[.!?\n]")
_FOLLOWING_INITIALS = re.compile(r"[ \t\u00a0]{1,3}(?:[A-Z]\.[ \t\u00a0]?){1,3}(?=[^\W\d_])")
_NOT_INITIALS = re.compile(r"(?:[BN]\.\s?V|U\.\s?S|E\.\s?U)\.")
_LOOK_BACK_LENGTH = 12


@cache
def _get_word_list(file_name: str) -> WordList:
    return read_word_list(file_name)


def find_names(text: str) -> Iterator[TextSpan]:
    """What looks like the name of a person; a school or street named after somebody does not count."""
    words = tuple(WORD_PATTERN.finditer(text))
    index = last_name_end = 0
    while index < len(words):
        after = index + 1
        if _begins_name(text, words, index) or (last_name_end == index - 1 > 0 and _is_second_name(text, words, index)):
            after = _find_name_end(text, words, index)
            if not _names_a_place(text, words, index, after):
                last = words[after - 1]
                yield words[index].start(), last.start() + len(strip_possessive(last[0]))
                last_name_end = after
        index = after
    for match in _INITIALS.finditer(text):
        if _is_person(text, match):
            yield match.span()
    for match in _LONE_INITIAL.finditer(text):
        if _has_role_before(text, match):
            yield match.span()


def _is_person(text: str, match: re.Match[str]) -> bool:
    """One initial alone may end a sentence ("plan B. Then"), so it needs a particle, a start or a role before it."""
    if _NOT_INITIALS.match(match[0]):
        return False
    if match[1].count(".") > 1 or match[2] or _starts_sentence(text, match) or _has_role_before(text, match):
        return True
    before = _WORD_BEFORE.search(text[max(0, match.start() - _MAX_ROLE_LENGTH) : match.start()])
    return bool(before and _looks_like_name(before[1]) and _is_known_first_name(before[1]))


def _has_role_before(text: str, match: re.Match[str]) -> bool:
    """Does a form of address or a role stand before these initials? "Leerling A." is who stands for anybody."""
    before = _WORD_BEFORE.search(text[max(0, match.start() - _MAX_ROLE_LENGTH) : match.start()])
    if not before:
        return False
    titles, roles = _get_word_list("titles.txt"), _get_word_list("roles.txt")
    is_title = before[1] in titles.capitals or normalise_word(before[1]) in titles.words
    return is_title or (normalise_word(before[1]) in roles.words and match[0][0] not in _ANYBODY_INITIALS)


def _begins_name(text: str, words: WordMatches, index: int) -> bool:
    """Does a name begin at this word?"""
    word = strip_possessive(words[index][0])
    has_title, has_role = _detect_title_before(text, words, index)
    if (has_title or has_role) and word.islower() and normalise_word(word) in _get_word_list("names.txt").words:
        return True
    if normalise_word(word) in _PARTICLES:
        return (has_title or (has_role and word[0].isupper())) and _find_name_end(text, words, index) > index + 1
    return _looks_like_name(word) and (has_title or has_role or _is_first_name(text, words, index))


def _is_second_name(text: str, words: WordMatches, index: int) -> bool:
    """Is it the second of two names: "Fenna and Xandra"? The word before this one stands right behind a name."""
    follows_and = (
        normalise_word(words[index - 1][0]) in _AND_WORDS
        and _is_joined(text, words, index - 1)
        and _is_joined(text, words, index)
    )
    return follows_and and _looks_like_name(strip_possessive(words[index][0]))


def _detect_title_before(text: str, words: WordMatches, index: int) -> tuple[bool, bool]:
    """Whether a form of address stands right before this word, and whether a role does."""
    if not index:
        return False, False
    before, gap = words[index - 1][0], text[words[index - 1].end() : words[index].start()]
    title = normalise_word(before)
    if not _GAP.fullmatch(gap.removeprefix(".") if title in _ABBREVIATED_TITLES else gap):
        return False, False
    titles = _get_word_list("titles.txt")
    return before in titles.capitals or title in titles.words, title in _get_word_list("roles.txt").words


def _looks_like_name(word: str) -> bool:
    """Could this be a name by its looks? What is, or begins with, capitals alone is taken for an abbreviation."""
    is_abbreviation = word.isupper() or (len(first := word.partition("-")[0]) > 1 and first.isupper())
    if len(word) < 2 or not word[0].isupper() or is_abbreviation or any(map(str.isdigit, word)):
        return False
    normalised = normalise_word(word)
    word_lists = (_get_word_list(file) for file in ("harmless.txt", "roles.txt", "titles.txt"))
    return not any(normalised in word_list.words or normalised.endswith(word_list.endings) for word_list in word_lists)


def _is_first_name(text: str, words: WordMatches, index: int) -> bool:
    """Is it on the list of first names, and if it is a word as well, does it stand where only a name would?"""
    match = words[index]
    word = strip_possessive(match[0])
    if {normalise_word(part) for part in word.split("-")} <= _get_word_list("names.txt").words:
        return True
    is_month = text[match.end() : match.end() + 2].strip()[:1].isdigit()  # "Jan 2026" is a month
    if is_month or not _is_known_first_name(word):
        return False
    # Where a sentence starts, the verb "will" has a capital too: there a name shows by what follows it.
    return "-" in word or word != match[0] or not _starts_sentence(text, match) or _continues_name(text, words, index)


def _is_known_first_name(word: str) -> bool:
    """Is every part of it on the list of first names, ordinary words as well?"""
    first_names = _get_word_list("names.txt")
    return {normalise_word(part) for part in word.split("-")} <= first_names.words | first_names.doubtful


def _continues_name(text: str, words: WordMatches, index: int) -> bool:
    """Does a surname follow this first name, or another first name after "and"?"""
    match = words[index]
    end = _SENTENCE_END.search(text, match.end(), match.end() + _MAX_SENTENCE_LENGTH)
    if normalise_word(match[0]) in _VERB_NAMES and end and end[0] == "?":
        return False
    if initials := _FOLLOWING_INITIALS.match(text, match.end()):
        return bool(_SURNAME.match(text, initials.end()))
    after = index + 1
    if after + 1 < len(words) and normalise_word(words[after][0]) in _AND_WORDS and _is_joined(text, words, after):
        other_name = strip_possessive(words[after + 1][0])
        return _is_joined(text, words, after + 1) and _looks_like_name(other_name) and _is_known_first_name(other_name)
    if after < len(words) and normalise_word(words[after][0]) in _NO_SURNAME_WORDS:
        return False
    return _find_name_end(text, words, index) > index + 1


def _starts_sentence(text: str, match: re.Match[str]) -> bool:
    """Does a sentence start here?"""
    return bool(_SENTENCE_START.search(text[max(0, match.start() - _LOOK_BACK_LENGTH) : match.start()]))


def _find_name_end(text: str, words: WordMatches, index: int) -> int:
    """Where the name that begins here ends: particles and capitals that follow each other on one line."""
    end = after = index if normalise_word(words[index][0]) in _PARTICLES else index + 1
    while after < len(words) and (after == index or _is_joined(text, words, after)):
        if normalise_word(words[after][0]) not in _PARTICLES:
            if not _looks_like_name(strip_possessive(words[after][0])):
                break
            end = after + 1
        after += 1
    return max(end, index + 1)


def _is_joined(text: str, words: WordMatches, index: int) -> bool:
    return bool(_GAP.fullmatch(text[words[index - 1].end() : words[index].start()]))


def _names_a_place(text: str, words: WordMatches, index: int, after: int) -> bool:
    """Is it the name of a school, street, company or prize, by the words around it or in it?"""
    places = _get_word_list("places.txt")
    if (
        index
        and _is_joined(text, words, index)
        and normalise_word(words[index - 1][0]) in places.words | places.preceding_words
    ):
        return True
    nearby_words = (
        words[index : after + 1] if after < len(words) and _is_joined(text, words, after) else words[index:after]
    )
    normalised_words = [normalise_word(word[0]) for word in nearby_words if word[0][0].isupper()]
    return any(word in places.words or word.endswith(places.endings) for word in normalised_words)
