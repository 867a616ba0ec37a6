"""How many people a cell speaks of: 30, 1.200, 1 200, 1'200, ca. 30, 30+, 30 leerlingen, 30*."""

import re
import unicodedata
from dataclasses import dataclass

from impact.importing.values.number_formats import SheetFigure
from impact.text.fold import fold_numerals

# Between thousands: a point, a comma, an apostrophe or a space.
_GROUP_SIGN = r"[.,'’  ]"
_NUMBER = rf"[1-9]\d{{0,2}}(?:{_GROUP_SIGN}\d{{3}})+|\d+"
_COUNT = re.compile(
    rf"(?P<about>(?:[a-z'’]++\.?\s?){{0,3}}|[±~≈>]+)\s*(?P<number>{_NUMBER})(?P<zeros>[.,]0{{1,2}})?(?P<more>\s?\+)?"
    r"(?P<people>(?:\s?[a-z'’]++\.?){0,4})"
)
_ZERO_DECIMALS, _DECIMALS = re.compile(r"\.0+(?!\d)"), re.compile(r"\d\.\d")
_NOTE_STARS = re.compile(r"(?<=\d)\s*[*†‡]+\s*$")
# Words that make a number a rough one.
_ROUGH_WORDS = frozenset({
    "ca", "circa", "ong", "ongeveer", "plusminus", "plm", "zo'n", "zowat", "rond", "bijna", "ruim", "minstens",
    "minimaal", "zeker", "meer", "dan", "de", "about", "approx", "approximately", "around", "roughly", "almost",
    "nearly", "some", "at", "least", "over", "more", "than",
})  # fmt: skip
# Words for people, and the small words beside them. With any other word the number may count something else.
_PEOPLE_WORDS = frozenset({
    "mensen", "personen", "persoon", "pers", "p", "deelnemers", "leerlingen", "leerling", "lln", "studenten",
    "student", "docenten", "docent", "leraren", "leraar", "collega's", "collegas", "ouders", "medewerkers", "teamleden",
    "jongeren", "kinderen", "man", "st", "stuks", "people", "persons", "person", "participants", "pupils", "pupil",
    "students", "teachers", "teacher", "colleagues", "parents", "staff", "learners", "children", "en", "of", "and",
    "or", "meer", "more",
})  # fmt: skip


@dataclass(frozen=True)
class PeopleCount:
    """A number of people, and whether more stood in the cell than that number."""

    number: int
    is_rough: bool


def read_people_count(text: str) -> PeopleCount:
    """Return the number of people this text names. Raise ValueError for none, for several, and for parts of people."""
    if isinstance(text, SheetFigure):  # a workbook has only points before decimals, never between thousands
        text = _ZERO_DECIMALS.sub("", text)
        if _DECIMALS.search(text):
            raise ValueError(text)
    text_without_note = _strip_note_marks(text)
    plain = fold_numerals(text_without_note)
    match = _COUNT.fullmatch(plain) if len(plain) <= 60 else None  # a longer text is a story
    if not match or not (
        _split_into_words(match["about"]) <= _ROUGH_WORDS and _split_into_words(match["people"]) <= _PEOPLE_WORDS
    ):
        raise ValueError(text)
    group_signs = set(re.findall(_GROUP_SIGN, match["number"]))
    if len(group_signs) > 1 or (match["zeros"] and match["zeros"][0] in group_signs):
        raise ValueError(text)
    is_rough = bool(match["about"].strip() or match["more"] or match["people"].strip() or text_without_note != text)
    return PeopleCount(int(re.sub(r"\D", "", match["number"])), is_rough)


def _strip_note_marks(text: str) -> str:
    """Return the text without the raised figures and stars that refer to a note: no digits of the number."""
    return _NOTE_STARS.sub(
        "", "".join(character for character in text if not unicodedata.decomposition(character).startswith("<super>"))
    )


def _split_into_words(text: str) -> set[str]:
    return set(re.findall(r"[a-z'’]+", text.replace("’", "'")))
