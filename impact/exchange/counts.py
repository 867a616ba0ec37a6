"""How many people a cell speaks of: 30, 1.200, 1 200, 1'200, ca. 30, 30+, 30 leerlingen, 30*."""

import re
import unicodedata
from dataclasses import dataclass

from impact.exchange.number_formats import SheetFigure

_GROUP = r"[.,'’  ]"  # between thousands: a point, a comma, an apostrophe or a space
_NUMBER = rf"[1-9]\d{{0,2}}(?:{_GROUP}\d{{3}})+|\d+"
_COUNT = re.compile(
    rf"(?P<about>(?:[a-z'’]++\.?\s?){{0,3}}|[±~≈>]+)\s*(?P<number>{_NUMBER})(?P<zeros>[.,]0{{1,2}})?(?P<more>\s?\+)?"
    r"(?P<people>(?:\s?[a-z'’]++\.?){0,4})"
)
_NO_DECIMALS, _DECIMALS = re.compile(r"\.0+(?!\d)"), re.compile(r"\d\.\d")
_STARS = re.compile(r"(?<=\d)\s*[*†‡]+\s*$")
# Words that make a number a rough one.
_ABOUT = frozenset({
    "ca", "circa", "ong", "ongeveer", "plusminus", "plm", "zo'n", "zowat", "rond", "bijna", "ruim", "minstens",
    "minimaal", "zeker", "meer", "dan", "de", "about", "approx", "approximately", "around", "roughly", "almost",
    "nearly", "some", "at", "least", "over", "more", "than",
})  # fmt: skip
# Words for people, and the small words beside them. With any other word the number may count something else.
_PEOPLE = frozenset({
    "mensen", "personen", "persoon", "pers", "p", "deelnemers", "leerlingen", "leerling", "lln", "studenten",
    "student", "docenten", "docent", "leraren", "leraar", "collega's", "collegas", "ouders", "medewerkers", "teamleden",
    "jongeren", "kinderen", "man", "st", "stuks", "people", "persons", "person", "participants", "pupils", "pupil",
    "students", "teachers", "teacher", "colleagues", "parents", "staff", "learners", "children", "en", "of", "and",
    "or", "meer", "more",
})  # fmt: skip


@dataclass(frozen=True)
class Count:
    """A number of people; `rough` when more stood in the cell than that number."""

    number: int
    rough: bool


def read_count(text: str) -> Count:
    """The number of people this text speaks of. Raises ValueError for none, for more than one, and for half people."""
    if isinstance(text, SheetFigure):  # a workbook has only points before decimals, never between thousands
        text = _NO_DECIMALS.sub("", text)
        if _DECIMALS.search(text):
            raise ValueError(text)
    without_note = _without_note(text)
    plain = " ".join(unicodedata.normalize("NFKC", without_note).casefold().split())
    found = _COUNT.fullmatch(plain) if len(plain) <= 60 else None
    if not found or not (_words(found["about"]) <= _ABOUT and _words(found["people"]) <= _PEOPLE):
        raise ValueError(text)
    groups = set(re.findall(_GROUP, found["number"]))
    if len(groups) > 1 or (found["zeros"] and found["zeros"][0] in groups):
        raise ValueError(text)
    rough = bool(found["about"].strip() or found["more"] or found["people"].strip() or without_note != text)
    return Count(int(re.sub(r"\D", "", found["number"])), rough)


def _without_note(text: str) -> str:
    """The text without the raised figures and stars that refer to a note: they are no digits of the number."""
    return _STARS.sub("", "".join(sign for sign in text if not unicodedata.decomposition(sign).startswith("<super>")))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z'’]+", text.replace("’", "'")))
