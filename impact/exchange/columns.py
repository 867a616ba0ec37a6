"""The columns of the file and the words in their cells, in Dutch and English.

These are a file format and not texts of a screen: they stay the same when a screen says it otherwise.
"""

import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from impact.model import FIELDS, ChangeKind, Direction, EvidenceKind, Intended, Level, OpenLevel, Rung, State

Word = TypeVar("Word", bound=Enum)

COLUMNS = {column.name: {"nl": column.nl, "en": column.en} for field in FIELDS for column in field.columns} | {
    "id": {"nl": "rimpel_id", "en": "rimpel_id"}
}
REQUIRED = tuple(column.name for field in FIELDS if field.required for column in field.columns)
ALSO = {
    "datum": "seen_on",
    "date": "seen_on",
    "ring": "ring",
    "thema": "theme",
    "theme": "theme",
    "waarneming": "what",
    "observation": "what",
    "hoe_weten_we_dat": "rung",
    "hoe_weet_je_dat": "rung",
    "how_do_we_know": "rung",
    "organization": "organisation",
    "steen": "activity",
    "stone": "activity",
}

DIRECTIONS: dict[Direction, tuple[str, ...]] = {
    Direction.POSITIVE: ("positief", "positive", "+"),
    Direction.NEGATIVE: ("negatief", "negative", "-", "−"),
    Direction.MIXED: ("gemengd", "mixed", "±", "+/-"),
    Direction.NO_CHANGE: ("geen verandering", "no change", "onveranderd", "unchanged"),
}
LEVELS: dict[Level, tuple[str, ...]] = {
    Level.NOTHING_YET: ("0", "nog niets", "nothing yet"),
    Level.FIRST_SIGNS: ("1", "eerste tekenen", "first signs"),
    Level.SEVERAL_PLACES: (
        "2", "zichtbaar", "zichtbaar op meer plekken", "op meer plekken", "visible", "seen in several places",
    ),
    Level.COMMON_PRACTICE: ("3", "gangbaar", "common practice"),
    Level.ANCHORED: ("4", "geborgd", "anchored"),
}  # fmt: skip
# A level that nobody has settled yet is written out: an empty cell may just as well be a slip.
UNSETTLED = ("nog te bepalen", "to be settled", "unsettled")
RUNGS: dict[Rung, tuple[str, ...]] = {
    Rung.HEARD: ("1", "gehoord", "heard"),
    Rung.SEEN_MYSELF: ("2", "zelf gezien", "seen myself"),
    Rung.SEVERAL_SOURCES: ("3", "meer bronnen", "meerdere bronnen", "several sources"),
    Rung.DOCUMENT: ("4", "document of cijfers", "document", "cijfers", "document or figures", "figures"),
    Rung.CONFIRMED_OUTSIDE: (
        "5", "van buiten bevestigd", "bevestigd van buiten", "confirmed from outside", "confirmed outside",
    ),
}  # fmt: skip
INTENDEDS: dict[Intended, tuple[str, ...]] = {
    Intended.INTENDED: ("bedoeld", "intended"),
    Intended.UNINTENDED: ("onbedoeld", "unintended"),
    Intended.UNKNOWN: ("onbekend", "unknown", ""),
}
STATES: dict[State, tuple[str, ...]] = {
    State.DRAFT: ("concept", "draft"),
    State.SHARED: ("gedeeld", "shared", ""),
    State.CONFIRMED: ("bevestigd", "confirmed"),
    State.DISPUTED: ("betwist", "disputed"),
    State.WITHDRAWN: ("ingetrokken", "withdrawn"),
}
CHANGE_KINDS: dict[ChangeKind, tuple[str, ...]] = {
    ChangeKind.BEHAVIOUR: ("gedrag", "behaviour", "behavior"),
    ChangeKind.RELATION: ("relatie", "relation"),
    ChangeKind.WAY_OF_WORKING: ("manier van werken", "way of working"),
    ChangeKind.AGREEMENT: ("afspraak of beleid", "agreement or policy", "afspraak", "agreement"),
    ChangeKind.KNOWLEDGE: ("kennis of houding", "knowledge or attitude", "kennis", "knowledge"),
}
EVIDENCES: dict[EvidenceKind, tuple[str, ...]] = {
    EvidenceKind.LINK: ("link",),
    EvidenceKind.QUOTE: ("citaat", "quote"),
    EvidenceKind.FIGURE: ("cijfer", "figure"),
    EvidenceKind.DOCUMENT: ("document",),
    EvidenceKind.PHOTO: ("foto", "photo"),
}
WORDS: dict[str, Mapping[Any, tuple[str, ...]]] = {
    "direction": DIRECTIONS,
    "level": {**LEVELS, OpenLevel.UNSETTLED: UNSETTLED},
    "rung": RUNGS,
    "intended": INTENDEDS,
    "state": STATES,
    "change_kind": CHANGE_KINDS,
}
UNEXPECTED = ("", "onverwacht", "unexpected")


def same(name: str) -> str:
    """A name as it is compared: two names with the same outcome are the same name."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def meanings(words: Mapping[Word, tuple[str, ...]]) -> dict[str, Word]:
    """What each spelling stands for."""
    return {same(spelling): word for word, spellings in words.items() for spelling in spellings}


def spelled(words: Mapping[Word, tuple[str, ...]], word: Word, language: str) -> str:
    """How this word is written in this language: the first spelling is Dutch, the second English."""
    spellings = words[word]
    return spellings[min(("nl", "en").index(language), len(spellings) - 1)]


def column_of(header: str) -> str | None:
    """The field a header stands for, or None when it is not one of ours."""
    plain = "_".join(same(header).replace("-", " ").replace("_", " ").strip(" ?*:.").split())
    return _HEADERS.get(plain)


_HEADERS = {name: field for field, names in COLUMNS.items() for name in names.values()} | ALSO
