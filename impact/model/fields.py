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
class ObservationField:
    """One field of an observation.

    `columns` hold it in a file: none for the precision, which the day tells along, and two for the theme, which is
    named by its ring as well. `limit` is the most signs of a text or the highest number, `words` is the list of a
    word. `typed` is false for the state, which is no part of what somebody fills in.
    """

    name: str
    kind: FieldKind
    columns: tuple[str, ...] = ()
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
    ObservationField("seen_on", FieldKind.DAY, ("seen_on",), is_required=True),
    ObservationField("precision", FieldKind.WORD, words=Precision),
    ObservationField(
        "theme_id",
        FieldKind.REFERENCE,
        ("ring", "theme"),
        is_required=True,
    ),
    ObservationField(
        "what",
        FieldKind.LINE,
        ("what",),
        is_required=True,
        limit=MAX_SENTENCE_LENGTH,
    ),
    ObservationField(
        "direction",
        FieldKind.WORD,
        ("direction",),
        is_required=True,
        words=Direction,
    ),
    ObservationField("level", FieldKind.WORD, ("level",), is_required=True, words=Level),
    ObservationField("rung", FieldKind.WORD, ("rung",), is_required=True, words=Rung),
    ObservationField("evidence", FieldKind.EVIDENCE, ("evidence",), limit=MAX_TEXT_LENGTH),
    ObservationField("organisation_id", FieldKind.REFERENCE, ("organisation",)),
    ObservationField("intended", FieldKind.WORD, ("intended",), words=Intended),
    ObservationField("activity_id", FieldKind.REFERENCE, ("activity",)),
    ObservationField("state", FieldKind.WORD, ("state",), words=State, is_typed=False),
    ObservationField(
        "change_kind",
        FieldKind.WORD,
        ("change_kind",),
        words=ChangeKind,
    ),
    ObservationField("why", FieldKind.BLOCK, ("why",), limit=MAX_TEXT_LENGTH),
    ObservationField(
        "contribution",
        FieldKind.BLOCK,
        ("contribution",),
        limit=MAX_TEXT_LENGTH,
    ),
    ObservationField(
        "circumstances",
        FieldKind.BLOCK,
        ("circumstances",),
        limit=MAX_TEXT_LENGTH,
    ),
    ObservationField("observer_role", FieldKind.LINE, ("observer_role",), limit=MAX_ROLE_LENGTH),
    ObservationField(
        "reached",
        FieldKind.NUMBER,
        ("reached",),
        limit=MAX_PEOPLE_REACHED,
    ),
)
TYPED_FIELDS = tuple(field for field in OBSERVATION_FIELDS if field.is_typed)
# By name: what is a text of its own, and which of these may have more than one line.
TEXT_FIELDS = {field.name: field for field in TYPED_FIELDS if field.kind in (FieldKind.LINE, FieldKind.BLOCK)}
MULTILINE_FIELD_NAMES = tuple(name for name, field in TEXT_FIELDS.items() if field.kind is FieldKind.BLOCK)
