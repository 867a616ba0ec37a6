"""Names of people: after a title, from the list of first names, or as initials with a surname."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from impact.privacy.lists import WORD, Listed, Span, bare, folded, listed

Words = Sequence[re.Match[str]]
_ABBREVIATED = frozenset(("mevr", "mw", "dhr", "prof", "drs", "mr", "mrs", "ms", "mx", "dr"))
_PARTICLES = frozenset(
    ("van", "von", "de", "der", "den", "het", "ten", "ter", "te", "el", "al", "da", "di", "dos", "la", "le")
)
_GAP = re.compile(r"[ \t\u00a0]{1,3}")
_ENDED = re.compile(r"(?:^|[.!?:;…\n])[\s\"'“”‘’«»()\[\]•*–—-]*$")
_SURNAME_FORM = r"((?:(?:van|von|de|der|den|ten|ter|te|'t)[ ]){0,3})[A-Z][^\W\d_]+(?:-[A-Z][^\W\d_]+)?"
_SURNAME = re.compile(_SURNAME_FORM)
_INITIALS = re.compile(rf"(?<![\w.])((?:[A-Z]\.[ ]?){{1,4}}){_SURNAME_FORM}")
_LONE_INITIAL = re.compile(r"(?<![\w.])[A-Z]\.(?=,? ?[a-zà-ÿ])")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?[ \u00a0]$")
_LONGEST_ROLE = 24
_ANYBODY = "ABCXY"
_AND = frozenset(("en", "and"))
# First names that are verbs as well: with one of these at its start a question asks something of what follows.
_ASKING = frozenset(("can", "will", "wil", "ben"))
_NO_SURNAME = frozenset(("het",))  # "Wil het Lyceum …": no surname begins with it
_LONGEST_SENTENCE = 300  # so far its end is looked for, so that a text without one costs no time
_SENTENCE_ENDS = re.compile(r"[.!?\n]")
_BY_INITIALS = re.compile(r"[ \t\u00a0]{1,3}(?:[A-Z]\.[ \t\u00a0]?){1,3}(?=[^\W\d_])")
_NO_INITIALS = re.compile(r"(?:[BN]\.\s?V|U\.\s?S|E\.\s?U)\.")
_LOOK_BACK = 12


@cache
def _list(file: str) -> Listed:
    return listed(file)


def names(text: str) -> Iterator[Span]:
    """What looks like the name of a person; a school or street named after somebody does not count."""
    words = tuple(WORD.finditer(text))
    place = named = 0
    while place < len(words):
        after = place + 1
        if _begins(text, words, place) or (named == place - 1 > 0 and _another(text, words, place)):
            after = _run(text, words, place)
            if not _names_a_place(text, words, place, after):
                last = words[after - 1]
                yield words[place].start(), last.start() + len(bare(last[0]))
                named = after
        place = after
    for match in _INITIALS.finditer(text):
        if _person(text, match):
            yield match.span()
    for match in _LONE_INITIAL.finditer(text):
        if _role_before(text, match):
            yield match.span()


def _person(text: str, match: re.Match[str]) -> bool:
    """One initial alone may end a sentence ("plan B. Then"), so it needs a particle, a start or a role before it."""
    if _NO_INITIALS.match(match[0]):
        return False
    if match[1].count(".") > 1 or match[2] or _starts(text, match) or _role_before(text, match):
        return True
    before = _WORD_BEFORE.search(text[max(0, match.start() - _LONGEST_ROLE) : match.start()])
    return bool(before and _capital(before[1]) and _known_first_name(before[1]))


def _role_before(text: str, match: re.Match[str]) -> bool:
    """Does a form of address or a role stand before these initials? "Leerling A." is who stands for anybody."""
    before = _WORD_BEFORE.search(text[max(0, match.start() - _LONGEST_ROLE) : match.start()])
    if not before:
        return False
    titles, roles = _list("titles.txt"), _list("roles.txt")
    courtesy = before[1] in titles.capitals or folded(before[1]) in titles.words
    return courtesy or (folded(before[1]) in roles.words and match[0][0] not in _ANYBODY)


def _begins(text: str, words: Words, place: int) -> bool:
    """Does a name begin at this word?"""
    word = bare(words[place][0])
    courtesy, role = _titled(text, words, place)
    if (courtesy or role) and word.islower() and folded(word) in _list("names.txt").words:
        return True
    if folded(word) in _PARTICLES:
        return (courtesy or (role and word[0].isupper())) and _run(text, words, place) > place + 1
    return _capital(word) and (courtesy or role or _first_name(text, words, place))


def _another(text: str, words: Words, place: int) -> bool:
    """Is it the second of two names: "Fenna and Xandra"? The word before this one stands right behind a name."""
    joined = folded(words[place - 1][0]) in _AND and _joined(text, words, place - 1) and _joined(text, words, place)
    return joined and _capital(bare(words[place][0]))


def _titled(text: str, words: Words, place: int) -> tuple[bool, bool]:
    """Whether a form of address stands right before this word, and whether a role does."""
    if not place:
        return False, False
    before, gap = words[place - 1][0], text[words[place - 1].end() : words[place].start()]
    title = folded(before)
    if not _GAP.fullmatch(gap.removeprefix(".") if title in _ABBREVIATED else gap):
        return False, False
    titles = _list("titles.txt")
    return before in titles.capitals or title in titles.words, title in _list("roles.txt").words


def _capital(word: str) -> bool:
    """Could this be a name by its looks? What is, or begins with, capitals alone is taken for an abbreviation."""
    abbreviated = word.isupper() or (len(first := word.partition("-")[0]) > 1 and first.isupper())
    if len(word) < 2 or not word[0].isupper() or abbreviated or any(map(str.isdigit, word)):
        return False
    looked_up = folded(word)
    lists = (_list(file) for file in ("harmless.txt", "roles.txt", "titles.txt"))
    return not any(looked_up in one.words or looked_up.endswith(one.endings) for one in lists)


def _first_name(text: str, words: Words, place: int) -> bool:
    """Is it on the list of first names, and if it is a word as well, does it stand where only a name would?"""
    match = words[place]
    word = bare(match[0])
    if {folded(part) for part in word.split("-")} <= _list("names.txt").words:
        return True
    dated = text[match.end() : match.end() + 2].strip()[:1].isdigit()  # "Jan 2026" is a month
    if dated or not _known_first_name(word):
        return False
    # Where a sentence starts, the verb "will" has a capital too: there a name shows by what follows it.
    return "-" in word or word != match[0] or not _starts(text, match) or _named_on(text, words, place)


def _known_first_name(word: str) -> bool:
    """Is every part of it on the list of first names, ordinary words as well?"""
    known = _list("names.txt")
    return {folded(part) for part in word.split("-")} <= known.words | known.doubtful


def _named_on(text: str, words: Words, place: int) -> bool:
    """Does a surname follow this first name, or another first name after "and"?"""
    match = words[place]
    end = _SENTENCE_ENDS.search(text, match.end(), match.end() + _LONGEST_SENTENCE)
    if folded(match[0]) in _ASKING and end and end[0] == "?":
        return False
    if by_initials := _BY_INITIALS.match(text, match.end()):
        return bool(_SURNAME.match(text, by_initials.end()))
    after = place + 1
    if after + 1 < len(words) and folded(words[after][0]) in _AND and _joined(text, words, after):
        other = bare(words[after + 1][0])
        return _joined(text, words, after + 1) and _capital(other) and _known_first_name(other)
    if after < len(words) and folded(words[after][0]) in _NO_SURNAME:
        return False
    return _run(text, words, place) > place + 1


def _starts(text: str, match: re.Match[str]) -> bool:
    """Does a sentence start here?"""
    return bool(_ENDED.search(text[max(0, match.start() - _LOOK_BACK) : match.start()]))


def _run(text: str, words: Words, place: int) -> int:
    """Where the name that begins here ends: particles and capitals that follow each other on one line."""
    end = after = place if folded(words[place][0]) in _PARTICLES else place + 1
    while after < len(words) and (after == place or _joined(text, words, after)):
        if folded(words[after][0]) not in _PARTICLES:
            if not _capital(bare(words[after][0])):
                break
            end = after + 1
        after += 1
    return max(end, place + 1)


def _joined(text: str, words: Words, place: int) -> bool:
    return bool(_GAP.fullmatch(text[words[place - 1].end() : words[place].start()]))


def _names_a_place(text: str, words: Words, place: int, after: int) -> bool:
    """Is it the name of a school, street, company or prize, by the words around it or in it?"""
    places = _list("places.txt")
    if place and _joined(text, words, place) and folded(words[place - 1][0]) in places.words | places.before:
        return True
    around = words[place : after + 1] if after < len(words) and _joined(text, words, after) else words[place:after]
    inside = [folded(word[0]) for word in around if word[0][0].isupper()]
    return any(word in places.words or word.endswith(places.endings) for word in inside)
