"""Every field of an observation, described once.

Form, draft, privacy check, search, merge, undo, history, files in and out, feed and whole file read this list; so a
field that is added to `NewObservation` is added here and is there in all of them. tests/test_fields.py walks each
field through all of these.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

from impact.model.terms import (
    MOST_REACHED,
    ROLE_LIMIT,
    SENTENCE_LIMIT,
    TEXT_LIMIT,
    ChangeKind,
    Direction,
    Intended,
    Level,
    Precision,
    Rung,
    State,
)


class FieldKind(StrEnum):
    """What a field holds: a text of one line or of more, a day, a word of a list, a number, an id, or evidence."""

    LINE = "line"
    BLOCK = "block"
    DAY = "day"
    WORD = "word"
    NUMBER = "number"
    REFERENCE = "reference"
    EVIDENCE = "evidence"


@dataclass(frozen=True)
class Column:
    """A column of a file of ours, and what stands above it in Dutch and in English."""

    name: str
    nl: str
    en: str


@dataclass(frozen=True)
class Field:
    """One field of an observation.

    `columns` hold it in a file: none for the precision, which the day tells along, and two for the theme, which is
    named by its ring as well. `limit` is the most signs of a text or the highest number, `words` is the list of a
    word. `typed` is false for the state, which is no part of what somebody fills in.
    """

    name: str
    kind: FieldKind
    columns: tuple[Column, ...] = ()
    required: bool = False
    limit: int = 0
    words: type[Enum] | None = None
    typed: bool = True

    @property
    def free_text(self) -> bool:
        """Whether somebody types it freely: then it can be searched, and is looked through for personal data."""
        return self.kind in (FieldKind.LINE, FieldKind.BLOCK, FieldKind.EVIDENCE)

    @property
    def key(self) -> str:
        """Its short name, without `_id`: under this it stands in the form and in a feed."""
        return self.name.removesuffix("_id")


# In the order of the columns of a file.
FIELDS = (
    Field("seen_on", FieldKind.DAY, (Column("seen_on", "wanneer", "when"),), required=True),
    Field("precision", FieldKind.WORD, words=Precision),
    Field(
        "theme_id",
        FieldKind.REFERENCE,
        (Column("ring", "voor_wie", "for_whom"), Column("theme", "gewenste_impact", "desired_impact")),
        required=True,
    ),
    Field(
        "what",
        FieldKind.LINE,
        (Column("what", "wat_is_er_veranderd", "what_changed"),),
        required=True,
        limit=SENTENCE_LIMIT,
    ),
    Field("direction", FieldKind.WORD, (Column("direction", "richting", "direction"),), required=True, words=Direction),
    Field("level", FieldKind.WORD, (Column("level", "niveau", "level"),), required=True, words=Level),
    Field("rung", FieldKind.WORD, (Column("rung", "bewijs", "evidence"),), required=True, words=Rung),
    Field("evidence", FieldKind.EVIDENCE, (Column("evidence", "bron", "source"),), limit=TEXT_LIMIT),
    Field("organisation_id", FieldKind.REFERENCE, (Column("organisation", "organisatie", "organisation"),)),
    Field("intended", FieldKind.WORD, (Column("intended", "bedoeld", "intended"),), words=Intended),
    Field("activity_id", FieldKind.REFERENCE, (Column("activity", "activiteit", "activity"),)),
    Field("state", FieldKind.WORD, (Column("state", "toestand", "state"),), words=State, typed=False),
    Field(
        "change_kind",
        FieldKind.WORD,
        (Column("change_kind", "soort_verandering", "kind_of_change"),),
        words=ChangeKind,
    ),
    Field("why", FieldKind.BLOCK, (Column("why", "waarom_telt_het", "why_it_matters"),), limit=TEXT_LIMIT),
    Field(
        "contribution",
        FieldKind.BLOCK,
        (Column("contribution", "onze_bijdrage", "our_contribution"),),
        limit=TEXT_LIMIT,
    ),
    Field(
        "circumstances",
        FieldKind.BLOCK,
        (Column("circumstances", "wat_hielp_of_hinderde", "what_helped_or_hindered"),),
        limit=TEXT_LIMIT,
    ),
    Field("observer_role", FieldKind.LINE, (Column("observer_role", "rol", "role"),), limit=ROLE_LIMIT),
    Field("reached", FieldKind.NUMBER, (Column("reached", "hoeveel_mensen", "people_reached"),), limit=MOST_REACHED),
)
TYPED = tuple(field for field in FIELDS if field.typed)
# By name: what is a text of its own, and which of these may have more than one line.
TEXTS = {field.name: field for field in TYPED if field.kind in (FieldKind.LINE, FieldKind.BLOCK)}
BLOCKS = tuple(name for name, field in TEXTS.items() if field.kind is FieldKind.BLOCK)
