"""The setup of an import: what the file holds, how it is matched so far, and all that is computed from that."""

from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import streamlit as st

from db import collaborations
from db.imports import duplicates, exchange, matchings
from impact.errors import Invalid
from impact.importing.files.table import FileTable
from impact.importing.plan.file_questions import (
    UNFINISHED_KEY,
    FileAnswers,
    FileQuestion,
    add_proposed_answers,
    derive_file_answers,
)
from impact.importing.plan.import_plan import ImportPlan, KnownPlaces
from impact.importing.plan.matching import (
    FileMatching,
    add_file_answers,
    compute_shape,
    drop_absent_columns,
    guess_matching,
    prepare_rows,
    reuse_matching,
)
from impact.importing.plan.row_checks import ImportCheck, check_rows, read_fit_rows
from impact.importing.plan.row_reader import RowReader
from impact.importing.plan.word_questions import (
    WordToMatch,
    find_words_to_match,
    get_sure_meanings,
    select_open_words,
)
from impact.importing.values.meanings import NAMED_FIELDS
from impact.model import OpenLevel, Who
from impact.text.fold import join_white_space, normalise_name
from impact.words.proposed_rings import list_proposed_rings
from pages.data.import_storage import SessionImport, matching_from_json, matching_to_json
from pages.ui.database import read_session
from pages.ui.language import get_language, t, today

SETUP_KEY, CACHE_KEY = "data_work", "data_kept"
# A column that is empty in the first rows gets no example.
MAX_EXAMPLE_ROWS = 500
COLUMNS_STEP, VALUES_STEP, PREVIEW_STEP = "columns", "values", "preview"


@dataclass
class ImportSetup:
    """One file that is being imported, and what was chosen for it so far.

    `id` changes with the file, the sheet, the header row and the target. `is_separate`: into a new collaboration.
    `known_places` are the rings, desired impacts, organisations and activities of the target. `unsure_fields` are the
    fields whose column somebody must look at. `room_problem` is why the discs have no room for what would be new.
    """

    id: str
    file_name: str
    table: FileTable
    is_separate: bool
    known_places: KnownPlaces
    matching: FileMatching
    unsure_fields: frozenset[str] = frozenset()
    is_remembered: bool = False
    step: str = COLUMNS_STEP
    room_problem: Invalid | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the choices for this file, to be stored and restored later."""
        return {
            "id": self.id,
            "matching": matching_to_json(self.matching),
            "unsure": sorted(self.unsure_fields),
            "remembered": self.is_remembered,
            "step": self.step,
        }

    @property
    def settled_matching(self) -> FileMatching:
        """The matching by which the rows are read: the choices, and everything that needs no choice."""
        settled_matching: FileMatching = get_cached_value(
            "settled",
            (self.id, self.matching, self.known_places),
            lambda: add_file_answers(
                self.table, self.matching.add_meanings(get_sure_meanings(get_words_to_match(self))), self.known_places
            )[0],
        )
        return settled_matching

    @property
    def observation_table(self) -> FileTable:
        """The table with one row per observation, split as was chosen or else as is proposed."""
        answers = add_proposed_answers(get_file_answers(self), self.matching.answers)
        key = (self.id, self.matching.columns, answers, self.known_places)
        observation_table: FileTable = get_cached_value(
            "rows", key, lambda: prepare_rows(self.table, replace(self.matching, answers=answers), self.known_places)
        )
        return observation_table

    @property
    def example_by_column(self) -> dict[str, str]:
        """For each column the first text among its first rows."""
        return dict(
            get_cached_value(
                "examples", self.id, lambda: {name: self._find_example(name) for name in self.table.headers}
            )
        )

    def list_theme_labels(self, ring_name: str) -> tuple[str, ...]:
        """Return the desired impacts of a ring of the target, whose name may differ in capitals or spaces."""
        ring_key = normalise_name(ring_name)
        return next(
            (tuple(labels) for ring, labels in self.known_places.rings.items() if normalise_name(ring) == ring_key), ()
        )

    def _find_example(self, header: str) -> str:
        first_cells = islice(self.table.list_column_texts(header), MAX_EXAMPLE_ROWS)
        return next((join_white_space(text) for text in first_cells if text.strip()), "")


def restore_setup(
    setup_id: str, session_import: SessionImport, table: FileTable, who: Who, is_separate: bool
) -> ImportSetup:
    """Return the stored setup for this sheet and target, or a new one when there is none."""
    document = session_import.state.get("work", {})
    if document.get("id") != setup_id:
        return begin_setup(setup_id, session_import.file_name, table, who, is_separate)
    matching = drop_absent_columns(matching_from_json(document["matching"]), table)
    unsure_fields = frozenset(document["unsure"])
    setup = ImportSetup(
        setup_id,
        session_import.file_name,
        table,
        is_separate,
        get_known_places(who, is_separate),
        matching,
        unsure_fields,
        document["remembered"],
    )
    setup.step = document["step"] if document["step"] in (COLUMNS_STEP, VALUES_STEP, PREVIEW_STEP) else COLUMNS_STEP
    if setup.step == PREVIEW_STEP:  # the rings and desired impacts may have changed since
        setup.step = choose_next_step(setup, who)
    return setup


def begin_setup(setup_id: str, name: str, table: FileTable, who: Who, is_separate: bool) -> ImportSetup:
    """Return the setup of a file that was just chosen, matched like an earlier file of its shape, or by guessing."""
    shape = compute_shape(table)
    with read_session() as session:
        earlier_matchings = matchings.find_earlier_matching(session, who, shape, table.headers)
    if earlier_matchings.same_shape:
        matching = reuse_matching(earlier_matchings.same_shape, table, get_known_places(who, is_separate))
        if is_separate:  # the names of this collaboration mean nothing in the new one
            list_meanings = {name: meanings for name, meanings in matching.values.items() if name not in NAMED_FIELDS}
            matching = replace(matching, values=list_meanings)
        # Columns without headers are known by their letter, and that one may hold something else in every file.
        unsure_fields = frozenset() if table.named else frozenset(matching.columns)
        setup = ImportSetup(
            setup_id,
            name,
            table,
            is_separate,
            get_known_places(who, is_separate),
            matching,
            unsure_fields,
            is_remembered=True,
        )
    else:
        known_places = get_known_places(who, is_separate)
        matching, unsure_fields = guess_matching(table, earlier_matchings.columns, known_places.rings)
        if "theme" not in matching.columns:  # a form that does not ask for a desired impact: all of it is Unexpected
            matching, unsure_fields = replace(matching, fixed={"theme": ""}), unsure_fields | {"theme"}
        setup = ImportSetup(setup_id, name, table, is_separate, known_places, matching, unsure_fields)
    setup.step = choose_first_step(setup, who)
    return setup


def has_earlier_import(who: Who, table: FileTable) -> bool:
    """Whether a file of this shape was imported into this collaboration before."""
    with read_session() as session:
        return matchings.find_earlier_matching(session, who, compute_shape(table), table.headers).same_shape is not None


def choose_first_step(setup: ImportSetup, who: Who) -> str:
    """Return the first step at which somebody has to decide something."""
    return COLUMNS_STEP if setup.unsure_fields or setup.matching.missing_fields else choose_next_step(setup, who)


def choose_next_step(setup: ImportSetup, who: Who) -> str:
    """Return the step that follows once the columns are right."""
    return (
        VALUES_STEP
        if list_waiting_words(setup) or list_open_file_questions(setup) or not has_room(setup, who)
        else PREVIEW_STEP
    )


def has_room(setup: ImportSetup, who: Who) -> bool:
    """Whether all that would be new fits on the discs; if not, `setup.room_problem` says what does not."""
    setup.room_problem = None
    try:
        build_import_plan(setup, who, get_import_check(setup)).check_limits()
    except Invalid as problem:
        setup.room_problem = problem
    return setup.room_problem is None


def format_list_value(name: str, value: str) -> str:
    """Return a word of one of our lists as the reader knows it; a level can be "not settled yet"."""
    return t("bring.unsettled") if value == OpenLevel.UNSETTLED else t(f"model.{name}.{value}")


def get_cached_value(name: str, key: object, compute: Any) -> Any:
    """Return what was computed under this name for this key, or compute it; only the latest key is kept.

    A file of thousands of rows takes seconds to read and check, and a page runs at every click.
    """
    cache = st.session_state.setdefault(CACHE_KEY, {})
    if name not in cache or cache[name][0] != key:
        cache[name] = (key, compute())
    return cache[name][1]


def get_known_places(who: Who, is_separate: bool) -> KnownPlaces:
    """Return the rings, desired impacts, organisations and activities that the target has already."""
    if is_separate:
        return KnownPlaces(rings=dict.fromkeys(list_proposed_rings(get_language()), ()))
    with read_session() as session:
        return exchange.list_known_names(session, who)


def get_words_to_match(setup: ImportSetup) -> tuple[WordToMatch, ...]:
    """Return every word in the columns that hold words of a list, with what it may mean."""
    # Only ring and direction change what the other words may mean; the rest of the choices would compute it in vain.
    choices = [setup.matching.values.get(name) for name in ("ring", "direction")]
    choices.append({UNFINISHED_KEY: setup.matching.answers.get(UNFINISHED_KEY)})
    rows = setup.observation_table
    key = (setup.id, setup.matching.columns, setup.matching.fixed, choices, setup.known_places, id(rows))
    words_to_match: tuple[WordToMatch, ...] = get_cached_value(
        "asked", key, lambda: find_words_to_match(rows, setup.matching, setup.known_places, setup.is_separate)
    )
    return words_to_match


def list_waiting_words(setup: ImportSetup) -> tuple[WordToMatch, ...]:
    """Return the words that somebody still has to look at."""
    return select_open_words(get_words_to_match(setup), setup.matching)


def get_file_answers(setup: ImportSetup) -> FileAnswers:
    """Return what follows from the file itself about its dates, and what must be asked once about all of it."""
    columns = setup.matching.columns
    file_answers: FileAnswers = get_cached_value(
        "about_file",
        (setup.id, columns, setup.known_places),
        lambda: derive_file_answers(setup.table, columns, setup.known_places),
    )
    return file_answers


def list_open_file_questions(setup: ImportSetup) -> tuple[FileQuestion, ...]:
    """Return the questions about the whole file that still have no answer."""
    return get_file_answers(setup).list_open_questions(setup.matching.answers)


def get_import_check(setup: ImportSetup) -> ImportCheck:
    """Return the check of all rows by the present matching."""
    matching = setup.settled_matching
    import_check: ImportCheck = get_cached_value(
        "through",
        (setup.id, matching, today()),
        lambda: check_rows(setup.observation_table, RowReader(setup.observation_table, matching, today())),
    )
    return import_check


def build_import_plan(setup: ImportSetup, who: Who, import_check: ImportCheck) -> ImportPlan:
    """Return what the import would create."""
    with read_session() as session:
        return exchange.plan_import(
            session, None if setup.is_separate else who, import_check, list_proposed_rings(get_language())
        )


def find_duplicate_rows(setup: ImportSetup, who: Who, import_check: ImportCheck) -> frozenset[int]:
    """Return the positions of the rows that are stored already, or that stand earlier in the file."""
    with read_session() as session:
        version = collaborations.get_collaboration(session, who).data_version
    key = (setup.id, setup.settled_matching, setup.is_separate, version, today())
    duplicate_positions: frozenset[int] = get_cached_value(
        "double", key, lambda: _compute_duplicate_rows(setup, who, import_check)
    )
    return duplicate_positions


def _compute_duplicate_rows(setup: ImportSetup, who: Who, import_check: ImportCheck) -> frozenset[int]:
    reader = RowReader(setup.observation_table, setup.settled_matching, today())
    fit_positions = (position for position, place in enumerate(import_check.place_indexes) if place >= 0)
    # One line of the file can become several rows, so a row is identified by its position instead of its line.
    placed_rows = (
        replace(row, line=position)
        for position, row in zip(
            fit_positions, read_fit_rows(setup.observation_table, reader, import_check, frozenset()), strict=True
        )
    )
    with read_session() as session:
        return duplicates.find_duplicates(session, None if setup.is_separate else who, placed_rows)
