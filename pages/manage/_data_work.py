"""A file that is being brought in: what it holds, how it is matched so far, and what follows from that."""

from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import streamlit as st

from db import collaborations, doubles, exchange, matchings
from impact.errors import Invalid
from impact.exchange.ask import Asked, asked, open_questions, sure
from impact.exchange.file_questions import UNFINISHED, FileAnswers, FileQuestion, answer_of_file, with_proposals
from impact.exchange.matching import Matching, first_match, fitting, ordered, prepared, reuse, shape_of
from impact.exchange.plan import Known, Plan
from impact.exchange.rows_in import Reader
from impact.exchange.table import Table
from impact.exchange.through import Through, fit_rows, looked_through
from impact.exchange.values import NAMED
from impact.model import OpenLevel, Who
from pages.manage._data_kept import HeldImport, matching_from_json, matching_to_json
from pages.ui.database import look
from pages.ui.language import t, today

WORK, KEPT_FOR = "data_work", "data_kept"
EXAMPLES = 500
COLUMNS, VALUES, PREVIEW = "columns", "values", "preview"
PROPOSED = ("home.ring.students", "home.ring.teachers", "home.ring.schools", "home.ring.curriculum")


@dataclass
class Work:
    """One file on its way in. `id` tells it from every other; `apart`: into a collaboration made for it.

    `known` are the places there are where it goes; `unsure` are fields whose column somebody must look at; `crowded`
    tells what there is no room for, as it was matched when somebody last went on.
    """

    id: str
    name: str
    table: Table
    apart: bool
    known: Known
    matching: Matching
    unsure: frozenset[str] = frozenset()
    remembered: bool = False
    step: str = COLUMNS
    crowded: Invalid | None = None

    def to_json(self) -> dict[str, Any]:
        """What was chosen for this file so far, to be taken up again."""
        return {
            "id": self.id,
            "matching": matching_to_json(self.matching),
            "unsure": sorted(self.unsure),
            "remembered": self.remembered,
            "step": self.step,
        }

    @property
    def settled(self) -> Matching:
        """The matching with what is sure filled in, as the rows are read by it."""
        found: Matching = kept(
            "settled",
            (self.id, self.matching, self.known),
            lambda: ordered(self.table, self.matching.settled(sure(questions(self))), self.known)[0],
        )
        return found

    @property
    def rows(self) -> Table:
        """The table with a row for each observation, as was chosen or else as is proposed."""
        answers = with_proposals(about_file(self), self.matching.answers)
        key = (self.id, self.matching.columns, answers, self.known)
        found: Table = kept(
            "rows", key, lambda: prepared(self.table, replace(self.matching, answers=answers), self.known)
        )
        return found

    @property
    def examples(self) -> dict[str, str]:
        """For each column the first text in it, as far as it stands among the first rows."""
        return dict(kept("examples", self.id, lambda: {name: self._example(name) for name in self.table.headers}))

    def _example(self, header: str) -> str:
        begin = islice(self.table.column(header), EXAMPLES)
        return next((" ".join(text.split()) for text in begin if text.strip()), "")


def restored(id_: str, held: HeldImport, table: Table, who: Who, apart: bool) -> Work:
    """The work on this file as it was kept for just this sheet and place; begun anew when there is none."""
    told = held.told.get("work", {})
    if told.get("id") != id_:
        return begun(id_, held.name, table, who, apart)
    matching = fitting(matching_from_json(told["matching"]), table)
    unsure = frozenset(told["unsure"])
    work = Work(id_, held.name, table, apart, known(who, apart), matching, unsure, told["remembered"])
    work.step = told["step"] if told["step"] in (COLUMNS, VALUES, PREVIEW) else COLUMNS
    if work.step == PREVIEW:  # what is there may have changed since
        work.step = next_step(work, who)
    return work


def begun(id_: str, name: str, table: Table, who: Who, apart: bool) -> Work:
    """A file as it stands when it was just chosen: matched as before, or as it most likely should be."""
    shape = shape_of(table)
    with look() as session:
        before = matchings.earlier(session, who, shape, table.headers)
    if before.same_shape:
        matching = reuse(before.same_shape, table, known(who, apart))
        if apart:  # names of this collaboration mean nothing in another
            listed = {name: found for name, found in matching.values.items() if name not in NAMED}
            matching = replace(matching, values=listed)
        # Columns that go by their letter may hold something else in every file.
        unsure = frozenset() if table.named else frozenset(matching.columns)
        work = Work(id_, name, table, apart, known(who, apart), matching, unsure, remembered=True)
    else:
        there = known(who, apart)
        matching, unsure = first_match(table, before.columns, there.rings)
        if "theme" not in matching.columns:  # who was asked for no wish saw something nobody had wished for
            matching, unsure = replace(matching, fixed={"theme": ""}), unsure | {"theme"}
        work = Work(id_, name, table, apart, there, matching, unsure)
    work.step = first_step(work, who)
    return work


def came_before(who: Who, table: Table) -> bool:
    """Whether a file of this shape came into this collaboration before."""
    with look() as session:
        return matchings.earlier(session, who, shape_of(table), table.headers).same_shape is not None


def first_step(work: Work, who: Who) -> str:
    """The first step at which somebody has to look."""
    return COLUMNS if work.unsure or work.matching.missing else next_step(work, who)


def next_step(work: Work, who: Who) -> str:
    """What follows when the columns are right."""
    return VALUES if waiting(work) or open_of_file(work) or not has_room(work, who) else PREVIEW


def has_room(work: Work, who: Who) -> bool:
    """Whether all that is new would fit on the discs; what would not is told as `work.crowded`."""
    work.crowded = None
    try:
        planned(work, who, through(work)).must_fit()
    except Invalid as problem:
        work.crowded = problem
    return work.crowded is None


def word_of(name: str, value: str) -> str:
    """A word of one of our lists as it is chosen; of a level there may be none yet."""
    return t("bring.unsettled") if value == OpenLevel.UNSETTLED else t(f"model.{name}.{value}")


def proposed() -> list[str]:
    """The rings a new collaboration begins with."""
    return [t(key) for key in PROPOSED]


def kept(name: str, key: object, make: Any) -> Any:
    """What was computed before for just this, or computed now; one answer is kept for each name."""
    held = st.session_state.setdefault(KEPT_FOR, {})
    if name not in held or held[name][0] != key:
        held[name] = (key, make())
    return held[name][1]


def known(who: Who, apart: bool) -> Known:
    """The places there are already where a file goes."""
    if apart:
        return Known(rings=dict.fromkeys(proposed(), ()))
    with look() as session:
        return exchange.known_to(session, who)


def questions(work: Work) -> tuple[Asked, ...]:
    """Every text in the columns of lists, with what it may stand for."""
    chosen = [work.matching.values.get(name) for name in ("ring", "direction")]
    chosen.append({UNFINISHED: work.matching.answers.get(UNFINISHED)})
    rows = work.rows
    key = (work.id, work.matching.columns, work.matching.fixed, chosen, work.known, id(rows))
    found: tuple[Asked, ...] = kept("asked", key, lambda: asked(rows, work.matching, work.known, work.apart))
    return found


def waiting(work: Work) -> tuple[Asked, ...]:
    """The texts somebody still has to look at."""
    return open_questions(questions(work), work.matching)


def about_file(work: Work) -> FileAnswers:
    """What the file itself tells of its days, and what must be asked once about all of it."""
    columns = work.matching.columns
    found: FileAnswers = kept(
        "about_file", (work.id, columns, work.known), lambda: answer_of_file(work.table, columns, work.known)
    )
    return found


def open_of_file(work: Work) -> tuple[FileQuestion, ...]:
    """The questions about the whole file that wait for an answer."""
    return about_file(work).open_questions(work.matching.answers)


def through(work: Work) -> Through:
    """All rows looked through by the matching as it is."""
    matching = work.settled
    found: Through = kept(
        "through",
        (work.id, matching, today()),
        lambda: looked_through(work.rows, Reader(work.rows, matching, today())),
    )
    return found


def planned(work: Work, who: Who, found: Through) -> Plan:
    """What taking it in would make."""
    with look() as session:
        return exchange.plan(session, None if work.apart else who, found, proposed())


def double(work: Work, who: Who, found: Through) -> frozenset[int]:
    """The places of the rows that are here already, or that stand earlier in the file itself."""
    with look() as session:
        version = collaborations.get(session, who).data_version
    key = (work.id, work.settled, work.apart, version, today())
    there: frozenset[int] = kept("double", key, lambda: _double(work, who, found))
    return there


def _double(work: Work, who: Who, found: Through) -> frozenset[int]:
    reader = Reader(work.rows, work.settled, today())
    fit = (at for at, place in enumerate(found.places) if place >= 0)
    # Rows that were one line of the file are told apart by their place.
    placed = (
        replace(row, line=at) for at, row in zip(fit, fit_rows(work.rows, reader, found, frozenset()), strict=True)
    )
    with look() as session:
        return doubles.find_doubles(session, None if work.apart else who, placed)
