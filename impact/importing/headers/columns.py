"""The columns of the file and the words in their cells, in Dutch and English.

These are a file format and not texts of a screen: they stay the same when a screen says it otherwise.
"""

import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from impact.model import (
    OBSERVATION_FIELDS,
    ChangeKind,
    Direction,
    EvidenceKind,
    Intended,
    Level,
    OpenLevel,
    Rung,
    State,
)

Word = TypeVar("Word", bound=Enum)

COLUMN_NAMES = {
    column.name: {"nl": column.nl, "en": column.en} for field in OBSERVATION_FIELDS for column in field.columns
} | {"id": {"nl": "rimpel_id", "en": "rimpel_id"}}
REQUIRED_COLUMNS = tuple(column.name for field in OBSERVATION_FIELDS if field.is_required for column in field.columns)
OTHER_COLUMN_NAMES = {
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

DIRECTION_WORDS: dict[Direction, tuple[str, ...]] = {
    Direction.POSITIVE: ("positief", "positive", "+"),
    Direction.NEGATIVE: ("negatief", "negative", "-", "−"),
    Direction.MIXED: ("gemengd", "mixed", "±", "+/-"),
    Direction.NO_CHANGE: ("geen verandering", "no change", "onveranderd", "unchanged"),
}
LEVEL_WORDS: dict[Level, tuple[str, ...]] = {
    Level.NOTHING_YET: ("0", "nog niets", "nothing yet"),
    Level.FIRST_SIGNS: ("1", "eerste tekenen", "first signs"),
    Level.SEVERAL_PLACES: (
        "2", "zichtbaar", "zichtbaar op meer plekken", "op meer plekken", "visible", "seen in several places",
    ),
    Level.COMMON_PRACTICE: ("3", "gangbaar", "common practice"),
    Level.ANCHORED: ("4", "geborgd", "anchored"),
}  # fmt: skip
# A level that nobody has settled yet is written out: an empty cell may just as well be a slip.
UNSETTLED_WORDS = ("nog te bepalen", "to be settled", "unsettled")
RUNG_WORDS: dict[Rung, tuple[str, ...]] = {
    Rung.HEARD: ("1", "gehoord", "heard"),
    Rung.SEEN_MYSELF: ("2", "zelf gezien", "seen myself"),
    Rung.SEVERAL_SOURCES: ("3", "meer bronnen", "meerdere bronnen", "several sources"),
    Rung.DOCUMENT: ("4", "document of cijfers", "document", "cijfers", "document or figures", "figures"),
    Rung.CONFIRMED_OUTSIDE: (
        "5", "van buiten bevestigd", "bevestigd van buiten", "confirmed from outside", "confirmed outside",
    ),
}  # fmt: skip
INTENDED_WORDS: dict[Intended, tuple[str, ...]] = {
    Intended.INTENDED: ("bedoeld", "intended"),
    Intended.UNINTENDED: ("onbedoeld", "unintended"),
    Intended.UNKNOWN: ("onbekend", "unknown", ""),
}
STATE_WORDS: dict[State, tuple[str, ...]] = {
    State.DRAFT: ("concept", "draft"),
    State.SHARED: ("gedeeld", "shared", ""),
    State.CONFIRMED: ("bevestigd", "confirmed"),
    State.DISPUTED: ("betwist", "disputed"),
    State.WITHDRAWN: ("ingetrokken", "withdrawn"),
}
CHANGE_KIND_WORDS: dict[ChangeKind, tuple[str, ...]] = {
    ChangeKind.BEHAVIOUR: ("gedrag", "behaviour", "behavior"),
    ChangeKind.RELATION: ("relatie", "relation"),
    ChangeKind.WAY_OF_WORKING: ("manier van werken", "way of working"),
    ChangeKind.AGREEMENT: ("afspraak of beleid", "agreement or policy", "afspraak", "agreement"),
    ChangeKind.KNOWLEDGE: ("kennis of houding", "knowledge or attitude", "kennis", "knowledge"),
}
EVIDENCE_KIND_WORDS: dict[EvidenceKind, tuple[str, ...]] = {
    EvidenceKind.LINK: ("link",),
    EvidenceKind.QUOTE: ("citaat", "quote"),
    EvidenceKind.FIGURE: ("cijfer", "figure"),
    EvidenceKind.DOCUMENT: ("document",),
    EvidenceKind.PHOTO: ("foto", "photo"),
}
LIST_WORDS: dict[str, Mapping[Any, tuple[str, ...]]] = {
    "direction": DIRECTION_WORDS,
    "level": {**LEVEL_WORDS, OpenLevel.UNSETTLED: UNSETTLED_WORDS},
    "rung": RUNG_WORDS,
    "intended": INTENDED_WORDS,
    "state": STATE_WORDS,
    "change_kind": CHANGE_KIND_WORDS,
}
UNEXPECTED_WORDS = ("", "onverwacht", "unexpected")


def normalise_name(name: str) -> str:
    """A name as it is compared: two names with the same outcome are the same name."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def map_spellings(words: Mapping[Word, tuple[str, ...]]) -> dict[str, Word]:
    """What each spelling stands for."""
    return {normalise_name(spelling): word for word, spellings in words.items() for spelling in spellings}


def spell_word(words: Mapping[Word, tuple[str, ...]], word: Word, language: str) -> str:
    """How this word is written in this language: the first spelling is Dutch, the second English."""
    spellings = words[word]
    return spellings[min(("nl", "en").index(language), len(spellings) - 1)]


def find_own_field(header: str) -> str | None:
    """The field a header stands for, or None when it is not one of ours."""
    normalised_header = "_".join(normalise_name(header).replace("-", " ").replace("_", " ").strip(" ?*:.").split())
    return _FIELD_BY_HEADER.get(normalised_header)


_FIELD_BY_HEADER = {
    name: field for field, names in COLUMN_NAMES.items() for name in names.values()
} | OTHER_COLUMN_NAMES
