"""From a row of texts to an observation, by a matching; and every cell that cannot be kept, with the reason."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from impact.errors import Invalid
from impact.exchange import cells
from impact.exchange.columns import (
    CHANGE_KINDS,
    COLUMNS,
    DIRECTIONS,
    INTENDEDS,
    REQUIRED,
    RUNGS,
    STATES,
    UNEXPECTED,
    WORDS,
    same,
)
from impact.exchange.counts import read_count
from impact.exchange.day_reader import DayReader
from impact.exchange.file_questions import KEEP, OUT, UNFINISHED
from impact.exchange.likely_words import is_nobody
from impact.exchange.long_text import LONG, SPLIT, is_long, split_sentence
from impact.exchange.matching import MATCHED, Matching, key_of
from impact.exchange.scales import number_in
from impact.exchange.several import SEVERAL, Choice
from impact.exchange.sheet import VALUE_SHOWN, Remark, SheetRow
from impact.exchange.sheet_errors import is_sheet_error
from impact.exchange.table import Row, Table
from impact.exchange.unfinished import find_mark
from impact.exchange.values import LISTED, trimmed
from impact.exchange.zones import READER_ZONE
from impact.model import (
    BLOCKS,
    TEXTS,
    TYPED,
    Direction,
    Intended,
    Level,
    NewObservation,
    OpenLevel,
    Precision,
    Rung,
    State,
)
from impact.months import month_of
from impact.observe import problems
from impact.safe_text import unguard_formula

_level: cells.Reader = cells.word("level", WORDS["level"])
_change_kind = cells.word("change_kind", CHANGE_KINDS)
READERS: dict[str, cells.Reader] = {
    "ring": cells.name("ring", 60, needed=True),
    "theme": cells.name("theme", 60),
    "what": cells.filled("what"),
    "direction": cells.word("direction", DIRECTIONS),
    "level": lambda text: _level(text) if text.strip() else None,
    "rung": cells.word("rung", RUNGS),
    "evidence": cells.evidence,
    "organisation": cells.name("organisation", 120),
    "intended": cells.word("intended", INTENDEDS),
    "activity": cells.name("activity", 120),
    "state": cells.word("state", STATES),
    "change_kind": lambda text: _change_kind(text) if text.strip() else None,
    **{name: cells.block if name in BLOCKS else cells.line for name, field in TEXTS.items() if not field.required},
    "reached": cells.count("reached"),
    "id": cells.identity,
}
UNREAD: dict[str, Any] = {
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
LEFT_OUT = object()
ASKED_ABOUT = frozenset({"ring", "theme", *LISTED})  # somebody says what each text of these means
# What a row can do without: a cell that cannot be read is left out and told. The state is not among these: without it
# a draft, or what was withdrawn, would be shared.
OPTIONAL = frozenset(COLUMNS) - frozenset(REQUIRED) - {"state"}
EMPTY = NewObservation(
    what="", theme_id="", seen_on=date(2000, 1, 1), direction=Direction.POSITIVE, level=Level.NOTHING_YET,
    rung=Rung.HEARD,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """One row as it was understood: an observation, or why not. With neither it is left out, as was chosen.

    `ring` and `direction` are told of a row that stays out too, as far as they can be read.
    """

    line: int
    row: SheetRow | None = None
    refused: tuple[Remark, ...] = ()
    notices: tuple[Remark, ...] = ()
    ring: str = ""
    direction: Direction | None = None


class Reader:
    """Reads the rows of one table by one matching, seen from `today`. A text of a list is looked up once."""

    def __init__(self, table: Table, matching: Matching, today: date, reader_zone: str = READER_ZONE) -> None:
        self.matching, self.today, self.width = matching, today, len(table.headers)
        self.exact, self.is_workbook = table.own, bool(table.sheet)
        self.places = {name: table.headers.index(header) for name, header in matching.columns.items()}
        self.fixed = {name: text for name, text in matching.fixed.items() if name not in self.places}
        self.absent = _absent({*self.places, *self.fixed})
        self.known: dict[tuple[str, str, str], Any] = {}
        self.several = table.several
        self.ours = table.own  # what an export of ours calls "nobody" is a name
        header = matching.columns.get("seen_on", "")
        self.days = DayReader(table, header, matching.answers, today, reader_zone)
        self.unfinished = find_mark(table) if matching.answers.get(UNFINISHED) != KEEP else None

    def __call__(self, row: Row) -> Read:
        """What this row tells."""
        line, held = row
        beside = self._beside(row)
        if beside and not self.is_workbook:  # a sign that parts columns may stand in a text, and have moved the others
            return Read(line, refused=beside)
        if self.unfinished and self.unfinished.is_on(row):
            chosen = self.matching.answers.get(UNFINISHED) == OUT
            remark = Remark(line, self.unfinished.header, "", "unfinished")
            return Read(line) if chosen else Read(line, refused=(remark,))
        count = len(held)
        texts = {name: unguard_formula(held[at]) if at < count else "" for name, at in self.places.items()} | self.fixed
        told = self._shortened(texts)
        values, unfit = self._values(told)
        settled = {str(problem.facts["field"]) for problem in unfit}
        ring = values["ring"] if isinstance(values["ring"], str) else trimmed(texts.get("ring", ""), self.exact)
        direction = values["direction"] if isinstance(values["direction"], Direction) else None
        direction = None if "direction" in settled else direction
        if LEFT_OUT in values.values():
            return Read(line, ring=ring, direction=direction)
        said, state = _said(values)
        unfit += [problem for problem in problems(said, self.today) if problem.facts["field"] not in settled]
        if refused := [problem for problem in unfit if problem.facts["field"] not in OPTIONAL]:
            remarks = tuple(self._remark(line, texts, problem) for problem in refused)
            return Read(line, refused=remarks, ring=ring, direction=direction)
        notices = [replace(remark, left_out=True) for remark in beside]
        notices += [replace(self._remark(line, texts, problem), left_out=True) for problem in unfit]
        notices += self._read_otherwise(line, texts, values)
        if unfit:  # a copy of each row would cost a sixth of the time of all reading
            empty = {str(problem.facts["field"]) for problem in unfit}
            said = replace(said, **{name: getattr(EMPTY, name) for name in empty if hasattr(EMPTY, name)})
        if told is not texts:
            notices.append(self._remark(line, texts, cells.Unfit(field="what", reason="sentence_split")))
        return self._fit(line, texts, values, said, state, tuple(notices))

    def _beside(self, row: Row) -> tuple[Remark, ...]:
        """What is wrong when something stands to the right of the named columns."""
        line, held = row
        value = next((cell for cell in held[self.width :] if cell.strip()), "")[:VALUE_SHOWN]
        return (Remark(line, "", value, "too_many_cells", {"most": self.width}),) if value else ()

    def _shortened(self, texts: dict[str, str]) -> dict[str, str]:
        """The same texts, with what is too long for one sentence put under why, when that was chosen."""
        if self.matching.answers.get(LONG) != SPLIT or not is_long(texts.get("what", "")):
            return texts
        found = split_sentence(texts["what"], texts.get("why", ""))
        return {**texts, "what": found[0], "why": found[1]} if found else texts

    def _read_otherwise(self, line: int, texts: dict[str, str], values: dict[str, Any]) -> Iterator[Remark]:
        """What was understood of a cell that says more: of "about 30" the number."""
        if text := texts.get("reached", "").strip():
            with suppress(ValueError):
                if read_count(text).rough:
                    facts = {"number": values["reached"]}
                    yield self._remark(line, texts, cells.Unfit(field="reached", reason="read_as_number", **facts))

    def _fit(
        self,
        line: int,
        texts: dict[str, str],
        values: dict[str, Any],
        said: NewObservation,
        state: State,
        notices: tuple[Remark, ...],
    ) -> Read:
        theme = "" if same(values["theme"]) in UNEXPECTED else values["theme"]
        places = (values["organisation"], values["activity"], values["id"])
        row = SheetRow(line, values["ring"], theme, said, state, *places)
        if values["level_unused"]:
            level = self._remark(line, texts, cells.Unfit(field="level", reason="no_change_level"))
            notices = (*notices, level)
        return Read(line, row, notices=notices, ring=row.ring, direction=said.direction)

    def _remark(self, line: int, texts: dict[str, str], problem: Invalid) -> Remark:
        name = str(problem.facts["field"])
        facts = {fact: value for fact, value in problem.facts.items() if fact not in ("field", "reason")}
        value = " ".join(texts.get(name, "").split())[:VALUE_SHOWN]
        column = self.matching.columns.get(name, "")
        return Remark(line, column, value, str(problem.facts["reason"]), facts, absent="" if column else name)

    def _values(self, texts: dict[str, str]) -> tuple[dict[str, Any], list[Invalid]]:
        """What each column holds, and a problem for each that cannot be read; those get a stand-in."""
        values = dict(self.absent)
        unfit: list[Invalid] = []
        for name, text in texts.items():
            try:
                values[name] = self._value(name, text, texts.get("ring", ""))
            except Invalid as problem:
                unfit.append(problem)
                values[name] = UNREAD.get(name, "")
        for name in COLUMNS.keys() - values.keys():
            unfit.append(cells.Unfit(field=name, reason="empty"))
            values[name] = UNREAD.get(name, "")
        if any(problem.facts["field"] == "what" for problem in unfit):  # nobody was asked about such a row
            unfit = [problem for problem in unfit if problem.facts["reason"] != "doubtful_number"]
        return values, self._without_unused_level(texts, values, unfit)

    def _without_unused_level(
        self, texts: dict[str, str], values: dict[str, Any], unfit: list[Invalid]
    ) -> list[Invalid]:
        """What is wrong, once nothing is asked of the level of a row in which nothing changed: that is level 0."""
        about_level = [one for one in unfit if one.facts["field"] == "level"]
        values["level_unused"] = False
        if values["direction"] is Direction.NO_CHANGE:
            text = texts.get("level", "").strip()
            told_nothing = values["level"] in (Level.NOTHING_YET, OpenLevel.UNSETTLED) or number_in(text) == 0
            values["level_unused"] = bool(text) and not told_nothing
            values["level"] = Level.NOTHING_YET
            return [one for one in unfit if one not in about_level]
        if values["level"] is OpenLevel.UNSETTLED:
            values["level"] = None
        elif values["level"] is None:
            values["level"] = Level.NOTHING_YET
            there = about_level or texts.get("level", "").strip()
            return unfit if there else [*unfit, cells.Unfit(field="level", reason="empty")]
        return unfit

    def _value(self, name: str, text: str, ring: str) -> Any:
        if name not in ASKED_ABOUT and is_sheet_error(text):
            raise cells.Unfit(field=name, reason="sheet_error")
        if name == "seen_on":
            return self.days.read(text) or LEFT_OUT
        if name not in MATCHED:
            return READERS[name](text)
        place = (name, text, ring if name == "theme" else "")
        if place not in self.known:
            self.known[place] = self._looked_up(*place)
        found = self.known[place]
        if isinstance(found, Invalid):
            raise found
        return found

    def _looked_up(self, name: str, text: str, ring: str) -> Any:
        chosen = self.matching.values.get(name, {})
        key = key_of(name, text, ring, exact=self.exact)
        if (very_same := key_of(name, text, ring, exact=True)) in chosen:
            key = very_same
        meant = text if name in self.fixed else chosen.get(key, trimmed(text, self.exact))
        if text in self.several.get(name, ()):
            return self._several(name)
        if name == "ring" and key not in chosen and not self.ours and is_nobody(text):
            return cells.Unfit(field=name, reason="nobody")
        if meant is None:
            return LEFT_OUT
        try:
            value = READERS[name](meant)
        except Invalid as problem:
            return problem
        if name in LISTED and not (name in self.fixed or key in chosen) and number_in(meant) is not None:
            return cells.Unfit(field=name, reason="doubtful_number")  # nobody said that it is of our scale
        return value

    def _several(self, name: str) -> Any:
        """What a cell with several answers is that was not taken apart: left out as was chosen, or undecided."""
        if self.matching.answers.get(f"{SEVERAL}{name}") == Choice.OUT:
            return LEFT_OUT
        return cells.Unfit(field=name, reason="several_answers")


def _absent(there: set[str]) -> dict[str, Any]:
    """What a field holds that the file does not have, where it may be without."""
    found = {}
    for name, read in READERS.items():
        if name not in there:
            with suppress(Invalid):
                found[name] = read("")
    return found


def _said(values: dict[str, Any]) -> tuple[NewObservation, State]:
    day, precision = values["seen_on"]
    # What the file names by words gets its id when it is kept; everything else goes under the name of its column.
    typed = {field.name: values[field.name] for field in TYPED if field.name in values}
    typed |= {"theme_id": "", "seen_on": month_of(day) if precision is Precision.MONTH else day, "precision": precision}
    return NewObservation(**typed), values["state"]
