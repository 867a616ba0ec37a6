"""From a row of texts to an observation, by a matching; and every cell that cannot be kept, with the reason."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from impact.errors import Invalid
from impact.importing.files.table import FileTable
from impact.importing.headers.columns import (
    COLUMN_NAMES,
    LIST_WORDS,
    REQUIRED_COLUMNS,
    UNEXPECTED_WORDS,
)
from impact.importing.plan.day_reader import DayReader
from impact.importing.plan.file_questions import KEEP_ROWS, LEAVE_ROWS_OUT, UNFINISHED_KEY
from impact.importing.plan.incomplete_rows import find_unfinished_mark
from impact.importing.plan.matching import MATCHED_FIELDS, FileMatching, build_value_key
from impact.importing.plan.parsed_sheet import MAX_SHOWN_CHARACTERS, Remark, SheetRow
from impact.importing.plan.several_answers import SEVERAL_PREFIX, SplitChoice
from impact.importing.rows import TableRow, get_cell_text
from impact.importing.values import cells
from impact.importing.values.likely_words import is_nobody
from impact.importing.values.long_text import LONG_TEXT_KEY, SPLIT_TEXTS, is_too_long, split_sentence
from impact.importing.values.meanings import LISTED_FIELDS, parse_number
from impact.importing.values.number_formats import is_sheet_error
from impact.importing.values.people_counts import read_people_count
from impact.importing.values.time_zones import DEFAULT_READER_ZONE
from impact.model import (
    MAX_LABEL_LENGTH,
    MAX_NAME_LENGTH,
    MULTILINE_FIELD_NAMES,
    TEXT_FIELDS,
    TYPED_FIELDS,
    Direction,
    Intended,
    Level,
    NewObservation,
    OpenLevel,
    Precision,
    Rung,
    State,
)
from impact.months import get_month
from impact.observation.observation_rules import clean_line, list_observation_problems
from impact.text.fold import join_white_space, normalise_name, trim_cell
from impact.text.safe_text import clean_text, unguard_formula

_read_level_word: cells.CellReader = cells.build_word_reader("level", LIST_WORDS["level"])
_read_change_kind_word = cells.build_word_reader("change_kind", LIST_WORDS["change_kind"])
CELL_READERS: dict[str, cells.CellReader] = {
    "ring": cells.build_line_reader("ring", MAX_LABEL_LENGTH, is_required=True),
    "theme": cells.build_line_reader("theme", MAX_LABEL_LENGTH),
    "what": cells.build_line_reader("what", is_required=True),
    "direction": cells.build_word_reader("direction", LIST_WORDS["direction"]),
    "level": lambda text: _read_level_word(text) if text.strip() else None,
    "rung": cells.build_word_reader("rung", LIST_WORDS["rung"]),
    "evidence": cells.read_evidence,
    "organisation": cells.build_line_reader("organisation", MAX_NAME_LENGTH),
    "intended": cells.build_word_reader("intended", LIST_WORDS["intended"]),
    "activity": cells.build_line_reader("activity", MAX_NAME_LENGTH),
    "state": cells.build_word_reader("state", LIST_WORDS["state"]),
    "change_kind": lambda text: _read_change_kind_word(text) if text.strip() else None,
    **{
        name: clean_text if name in MULTILINE_FIELD_NAMES else clean_line
        for name, field in TEXT_FIELDS.items()
        if not field.is_required
    },
    "reached": cells.build_count_reader("reached"),
    "id": cells.parse_own_id,
}
# What takes the place of a cell that cannot be read, so that the other cells of its row are checked as well.
STAND_IN_VALUES: dict[str, Any] = {
    "seen_on": (date(2000, 1, 1), Precision.DAY),
    "what": "-",
    "direction": Direction.POSITIVE,
    "level": None,
    "rung": Rung.HEARD,
    "intended": Intended.UNKNOWN,
    "state": State.SHARED,
    "change_kind": None,
    "reached": None,
}
ROW_LEFT_OUT = object()
# Somebody says what each text of these means.
FIELDS_ASKED_ABOUT = frozenset({"ring", "theme", *LISTED_FIELDS})
# What a row can do without: a cell that cannot be read is left out and told. The state is not among these: without it
# a draft, or what was withdrawn, would be shared.
OPTIONAL_FIELDS = frozenset(COLUMN_NAMES) - frozenset(REQUIRED_COLUMNS) - {"state"}
EMPTY_OBSERVATION = NewObservation(
    what="", theme_id="", seen_on=date(2000, 1, 1), direction=Direction.POSITIVE, level=Level.NOTHING_YET,
    rung=Rung.HEARD,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row as it was read: an observation, or why not; with neither it is left out, as was chosen.

    `ring` and `direction` are there for a row that stays out too, as far as they can be read.
    """

    line: int
    row: SheetRow | None = None
    refused: tuple[Remark, ...] = ()
    notices: tuple[Remark, ...] = ()
    ring: str = ""
    direction: Direction | None = None


class RowReader:
    """Reads the rows of one table by one matching, seen from `today`. A text of a list is looked up once."""

    def __init__(
        self, table: FileTable, matching: FileMatching, today: date, reader_zone: str = DEFAULT_READER_ZONE
    ) -> None:
        self.matching, self.today, self.width = matching, today, len(table.headers)
        self.is_workbook = bool(table.sheet)
        self.column_indexes = {name: table.headers.index(header) for name, header in matching.columns.items()}
        self.fixed_texts = {name: text for name, text in matching.fixed.items() if name not in self.column_indexes}
        self.absent_values = _read_absent_values({*self.column_indexes, *self.fixed_texts})
        self.value_cache: dict[tuple[str, str, str], Any] = {}
        self.several_texts = table.several
        self.is_own_export = table.is_own_export  # what an export of ours calls "nobody" is a name
        header = matching.columns.get("seen_on", "")
        self.day_reader = DayReader(table, header, matching.answers, today, reader_zone)
        self.unfinished_mark = (
            find_unfinished_mark(table) if matching.answers.get(UNFINISHED_KEY) != KEEP_ROWS else None
        )

    def __call__(self, row: TableRow) -> RowResult:
        """Return what this row holds."""
        line, row_cells = row
        surplus = self._find_surplus_cell(row)
        if surplus and not self.is_workbook:  # a sign that parts columns may stand in a text, and have moved the others
            return RowResult(line, refused=surplus)
        if self.unfinished_mark and self.unfinished_mark.is_unfinished(row):
            is_left_out = self.matching.answers.get(UNFINISHED_KEY) == LEAVE_ROWS_OUT
            remark = Remark(line, self.unfinished_mark.header, "", "unfinished")
            return RowResult(line) if is_left_out else RowResult(line, refused=(remark,))
        texts = {
            name: unguard_formula(get_cell_text(row_cells, index)) for name, index in self.column_indexes.items()
        } | self.fixed_texts
        shortened_texts = self._split_long_sentence(texts)
        values, cell_problems = self._read_values(shortened_texts)
        reported_fields = {str(problem.facts["field"]) for problem in cell_problems}
        ring = (
            values["ring"] if isinstance(values["ring"], str) else trim_cell(texts.get("ring", ""), self.is_own_export)
        )
        direction = values["direction"] if isinstance(values["direction"], Direction) else None
        direction = None if "direction" in reported_fields else direction
        if ROW_LEFT_OUT in values.values():
            return RowResult(line, ring=ring, direction=direction)
        observation, state = _build_row_observation(values)
        cell_problems += [
            problem
            for problem in list_observation_problems(observation, self.today)
            if problem.facts["field"] not in reported_fields
        ]
        if refused := [problem for problem in cell_problems if problem.facts["field"] not in OPTIONAL_FIELDS]:
            remarks = tuple(self._build_cell_remark(line, texts, problem) for problem in refused)
            return RowResult(line, refused=remarks, ring=ring, direction=direction)
        notices = [replace(remark, left_out=True) for remark in surplus]
        notices += [replace(self._build_cell_remark(line, texts, problem), left_out=True) for problem in cell_problems]
        notices += self._list_rough_readings(line, texts, values)
        if cell_problems:  # a copy of each row would cost a sixth of the time of all reading
            emptied_fields = {str(problem.facts["field"]) for problem in cell_problems}
            observation = replace(
                observation,
                **{
                    name: getattr(EMPTY_OBSERVATION, name)
                    for name in emptied_fields
                    if hasattr(EMPTY_OBSERVATION, name)
                },
            )
        if shortened_texts is not texts:
            notices.append(
                self._build_cell_remark(line, texts, cells.InvalidCell(field="what", reason="sentence_split"))
            )
        return self._build_fit_result(line, texts, values, observation, state, tuple(notices))

    def _find_surplus_cell(self, row: TableRow) -> tuple[Remark, ...]:
        """Return a remark when something stands to the right of the named columns."""
        line, row_cells = row
        value = next((cell for cell in row_cells[self.width :] if cell.strip()), "")[:MAX_SHOWN_CHARACTERS]
        return (Remark(line, "", value, "too_many_cells", {"most": self.width}),) if value else ()

    def _split_long_sentence(self, texts: dict[str, str]) -> dict[str, str]:
        """Return the texts, with what is too long for one sentence under why, when that was chosen."""
        if self.matching.answers.get(LONG_TEXT_KEY) != SPLIT_TEXTS or not is_too_long(texts.get("what", "")):
            return texts
        sentence_and_why = split_sentence(texts["what"], texts.get("why", ""))
        return {**texts, "what": sentence_and_why[0], "why": sentence_and_why[1]} if sentence_and_why else texts

    def _list_rough_readings(self, line: int, texts: dict[str, str], values: dict[str, Any]) -> Iterator[Remark]:
        """Yield what was read of a cell that says more: of "about 30" the number."""
        if text := texts.get("reached", "").strip():
            with suppress(ValueError):
                if read_people_count(text).is_rough:
                    facts = {"number": values["reached"]}
                    yield self._build_cell_remark(
                        line, texts, cells.InvalidCell(field="reached", reason="read_as_number", **facts)
                    )

    def _build_fit_result(
        self,
        line: int,
        texts: dict[str, str],
        values: dict[str, Any],
        observation: NewObservation,
        state: State,
        notices: tuple[Remark, ...],
    ) -> RowResult:
        theme = "" if normalise_name(values["theme"]) in UNEXPECTED_WORDS else values["theme"]
        places = (values["organisation"], values["activity"], values["id"])
        row = SheetRow(line, values["ring"], theme, observation, state, *places)
        if values["level_unused"]:
            level = self._build_cell_remark(line, texts, cells.InvalidCell(field="level", reason="no_change_level"))
            notices = (*notices, level)
        return RowResult(line, row, notices=notices, ring=row.ring, direction=observation.direction)

    def _build_cell_remark(self, line: int, texts: dict[str, str], problem: Invalid) -> Remark:
        name = str(problem.facts["field"])
        facts = {fact: value for fact, value in problem.facts.items() if fact not in ("field", "reason")}
        value = join_white_space(texts.get(name, ""))[:MAX_SHOWN_CHARACTERS]
        column = self.matching.columns.get(name, "")
        return Remark(line, column, value, str(problem.facts["reason"]), facts, absent="" if column else name)

    def _read_values(self, texts: dict[str, str]) -> tuple[dict[str, Any], list[Invalid]]:
        """Return the value of each column, and a problem for each that cannot be read and gets a stand-in."""
        values = dict(self.absent_values)
        cell_problems: list[Invalid] = []
        for name, text in texts.items():
            try:
                values[name] = self._read_value(name, text, texts.get("ring", ""))
            except Invalid as problem:
                cell_problems.append(problem)
                values[name] = STAND_IN_VALUES.get(name, "")
        for name in COLUMN_NAMES.keys() - values.keys():
            cell_problems.append(cells.InvalidCell(field=name, reason="empty"))
            values[name] = STAND_IN_VALUES.get(name, "")
        if any(problem.facts["field"] == "what" for problem in cell_problems):  # nobody was asked about such a row
            cell_problems = [problem for problem in cell_problems if problem.facts["reason"] != "doubtful_number"]
        return values, self._settle_unused_level(texts, values, cell_problems)

    def _settle_unused_level(
        self, texts: dict[str, str], values: dict[str, Any], cell_problems: list[Invalid]
    ) -> list[Invalid]:
        """Return the problems without those of a level that is not needed: no change is level 0."""
        about_level = [problem for problem in cell_problems if problem.facts["field"] == "level"]
        values["level_unused"] = False
        if values["direction"] is Direction.NO_CHANGE:
            text = texts.get("level", "").strip()
            says_nothing = values["level"] in (Level.NOTHING_YET, OpenLevel.UNSETTLED) or parse_number(text) == 0
            values["level_unused"] = bool(text) and not says_nothing
            values["level"] = Level.NOTHING_YET
            return [problem for problem in cell_problems if problem not in about_level]
        if values["level"] is OpenLevel.UNSETTLED:
            values["level"] = None
        elif values["level"] is None:
            values["level"] = Level.NOTHING_YET
            level_given = about_level or texts.get("level", "").strip()
            return cell_problems if level_given else [*cell_problems, cells.InvalidCell(field="level", reason="empty")]
        return cell_problems

    def _read_value(self, name: str, text: str, ring: str) -> Any:
        if name not in FIELDS_ASKED_ABOUT and is_sheet_error(text):
            raise cells.InvalidCell(field=name, reason="sheet_error")
        if name == "seen_on":
            return self.day_reader.read_day(text) or ROW_LEFT_OUT
        if name not in MATCHED_FIELDS:
            return CELL_READERS[name](text)
        cache_key = (name, text, ring if name == "theme" else "")
        if cache_key not in self.value_cache:
            self.value_cache[cache_key] = self._look_up_value(*cache_key)
        value = self.value_cache[cache_key]
        if isinstance(value, Invalid):
            raise value
        return value

    def _look_up_value(self, name: str, text: str, ring: str) -> Any:
        chosen_meanings = self.matching.values.get(name, {})
        key = build_value_key(name, text, ring, exact=self.is_own_export)
        if (exact_key := build_value_key(name, text, ring, exact=True)) in chosen_meanings:
            key = exact_key
        meaning = text if name in self.fixed_texts else chosen_meanings.get(key, trim_cell(text, self.is_own_export))
        if text in self.several_texts.get(name, ()):
            return self._judge_several_answers(name)
        if name == "ring" and key not in chosen_meanings and not self.is_own_export and is_nobody(text):
            return cells.InvalidCell(field=name, reason="nobody")
        if meaning is None:
            return ROW_LEFT_OUT
        try:
            value = CELL_READERS[name](meaning)
        except Invalid as problem:
            return problem
        if (
            name in LISTED_FIELDS
            and not (name in self.fixed_texts or key in chosen_meanings)
            and parse_number(meaning) is not None
        ):
            return cells.InvalidCell(field=name, reason="doubtful_number")  # nobody said that it is of our scale
        return value

    def _judge_several_answers(self, name: str) -> Any:
        """Return what becomes of a cell whose answers were not split: left out as chosen, or undecided."""
        if self.matching.answers.get(f"{SEVERAL_PREFIX}{name}") == SplitChoice.OUT:
            return ROW_LEFT_OUT
        return cells.InvalidCell(field=name, reason="several_answers")


def _read_absent_values(present_fields: set[str]) -> dict[str, Any]:
    """Return the values of the fields that the file lacks, where a row can do without."""
    absent_values = {}
    for name, read_cell in CELL_READERS.items():
        if name not in present_fields:
            with suppress(Invalid):
                absent_values[name] = read_cell("")
    return absent_values


def _build_row_observation(values: dict[str, Any]) -> tuple[NewObservation, State]:
    day, precision = values["seen_on"]
    # What the file names by words gets its id when it is kept; everything else goes under the name of its column.
    typed = {field.name: values[field.name] for field in TYPED_FIELDS if field.name in values}
    typed |= {
        "theme_id": "",
        "seen_on": get_month(day) if precision is Precision.MONTH else day,
        "precision": precision,
    }
    return NewObservation(**typed), values["state"]
