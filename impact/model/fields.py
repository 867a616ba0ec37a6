"""Every field of an observation, described once.

Form, draft, privacy check, search, merge, undo, history, files in and out, feed and whole file read this list; so a
field that is added to `NewObservation` is added here and is there in all of them. tests/test_fields.py walks each
field through all of these.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

from impact.model.terms import (
    MAX_PEOPLE_REACHED,
    MAX_ROLE_LENGTH,
    MAX_SENTENCE_LENGTH,
    MAX_TEXT_LENGTH,
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
class FileColumn:
    """A column of a file of ours, and what stands above it in Dutch and in English."""

    name: str
    nl: str
    en: str


@dataclass(frozen=True)
class ObservationField:
    """One field of an observation.

    `columns` hold it in a file: none for the precision, which the day tells along, and two for the theme, which is
    named by its ring as well. `limit` is the most signs of a text or the highest number, `words` is the list of a
    word. `typed` is false for the state, which is no part of what somebody fills in.
    """

    name: str
    kind: FieldKind
    columns: tuple[FileColumn, ...] = ()
    is_required: bool = False
    limit: int = 0
    words: type[Enum] | None = None
    is_typed: bool = True

    @property
    def is_free_text(self) -> bool:
        """Whether somebody types it freely: then it can be searched, and is looked through for personal data."""
        return self.kind in (FieldKind.LINE, FieldKind.BLOCK, FieldKind.EVIDENCE)

    @property
    def short_name(self) -> str:
        """Its short name, without `_id`: under this it stands in the form and in a feed."""
        return self.name.removesuffix("_id")


# In the order of the columns of a file.
OBSERVATION_FIELDS = (
    ObservationField("seen_on", FieldKind.DAY, (FileColumn("seen_on", "wanneer", "when"),), is_required=True),
    ObservationField("precision", FieldKind.WORD, words=Precision),
    ObservationField(
        "theme_id",
        FieldKind.REFERENCE,
        (FileColumn("ring", "voor_wie", "for_whom"), FileColumn("theme", "gewenste_impact", "desired_impact")),
        is_required=True,
    ),
    ObservationField(
        "what",
        FieldKind.LINE,
        (FileColumn("what", "wat_is_er_veranderd", "what_changed"),),
        is_required=True,
        limit=MAX_SENTENCE_LENGTH,
    ),
    ObservationField(
        "direction",
        FieldKind.WORD,
        (FileColumn("direction", "richting", "direction"),),
        is_required=True,
        words=Direction,
    ),
    ObservationField("level", FieldKind.WORD, (FileColumn("level", "niveau", "level"),), is_required=True, words=Level),
    ObservationField("rung", FieldKind.WORD, (FileColumn("rung", "bewijs", "evidence"),), is_required=True, words=Rung),
    ObservationField(
        "evidence", FieldKind.EVIDENCE, (FileColumn("evidence", "bron", "source"),), limit=MAX_TEXT_LENGTH
    ),
    ObservationField(
        "organisation_id", FieldKind.REFERENCE, (FileColumn("organisation", "organisatie", "organisation"),)
    ),
    ObservationField("intended", FieldKind.WORD, (FileColumn("intended", "bedoeld", "intended"),), words=Intended),
    ObservationField("activity_id", FieldKind.REFERENCE, (FileColumn("activity", "activiteit", "activity"),)),
    ObservationField("state", FieldKind.WORD, (FileColumn("state", "toestand", "state"),), words=State, is_typed=False),
    ObservationField(
        "change_kind",
        FieldKind.WORD,
        (FileColumn("change_kind", "soort_verandering", "kind_of_change"),),
        words=ChangeKind,
    ),
    ObservationField(
        "why", FieldKind.BLOCK, (FileColumn("why", "waarom_telt_het", "why_it_matters"),), limit=MAX_TEXT_LENGTH
    ),
    ObservationField(
        "contribution",
        FieldKind.BLOCK,
        (FileColumn("contribution", "onze_bijdrage", "our_contribution"),),
        limit=MAX_TEXT_LENGTH,
    ),
    ObservationField(
        "circumstances",
        FieldKind.BLOCK,
        (FileColumn("circumstances", "wat_hielp_of_hinderde", "what_helped_or_hindered"),),
        limit=MAX_TEXT_LENGTH,
    ),
    ObservationField(
        "observer_role", FieldKind.LINE, (FileColumn("observer_role", "rol", "role"),), limit=MAX_ROLE_LENGTH
    ),
    ObservationField(
        "reached",
        FieldKind.NUMBER,
        (FileColumn("reached", "hoeveel_mensen", "people_reached"),),
        limit=MAX_PEOPLE_REACHED,
    ),
)
TYPED_FIELDS = tuple(field for field in OBSERVATION_FIELDS if field.is_typed)
# By name: what is a text of its own, and which of these may have more than one line.
TEXT_FIELDS = {field.name: field for field in TYPED_FIELDS if field.kind in (FieldKind.LINE, FieldKind.BLOCK)}
MULTILINE_FIELD_NAMES = tuple(name for name, field in TEXT_FIELDS.items() if field.kind is FieldKind.BLOCK)
