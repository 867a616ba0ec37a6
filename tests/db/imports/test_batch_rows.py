"""A file that is taken in piece by piece, the doubles that are found in it, and the matching that is remembered."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import collaborations, tables
from db.imports import batches, duplicates, exchange, matchings
from db.imports.batch_rows import save_piece
from db.observations import search, tallies
from db.types import create_id
from impact.access import Act, Role, may
from impact.errors import Invalid, NotAllowed, NotFound
from impact.importing.plan.file_reader import read_own_file
from impact.importing.plan.matching import FileMatching
from impact.importing.plan.parsed_sheet import ParsedSheet
from impact.importing.plan.row_checks import split_into_pieces
from impact.model import State, Who
from tests.build import TODAY, make_collaboration, make_observation, make_person, rings_of, token

HEADER = "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs;organisatie;rimpel_id"
PROPOSED = ("Leerlingen en studenten", "Docenten", "Scholen", "Curriculum")
SHAPE = "a" * 64


def row(number: int, ring: str = "Docenten", theme: str = "Nieuwe wens", id_: str = "") -> str:
    return f"2026-0{number % 9 + 1}-12;{ring};{theme};Er is iets veranderd {number}.;positief;2;3;ROC Noord;{id_}"


def sheet(*rows: str) -> ParsedSheet:
    return read_own_file("\n".join((HEADER, *(rows or map(row, range(10))))).encode(), TODAY)


def number(session: Session, table: type[tables.Base] = tables.Observation) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def who(session: Session) -> Iterator[Who]:
    who = make_collaboration(session)
    yield who
    for one in collaborations.list_collaborations(session):
        assert tallies.count_tally_differences(session, one.id) == 0


def test_pieces_together_are_one_batch_with_its_places_tallies_and_search(session: Session, who: Who) -> None:
    told = sheet()
    _, batch_id = exchange.begin_import(session, who, told, "lijst.csv", token=token())
    for some in split_into_pieces(told.rows, 4):
        save_piece(session, who, batch_id, some, token=token())
        assert tallies.count_tally_differences(session, who.collaboration_id) == 0
    (batch,) = batches.list_batches(session, who)
    assert (batch.id, batch.row_count, batch.remaining) == (batch_id, 10, 10)
    assert [one.label for one in rings_of(session, who)[1].themes] == ["Samen ontwikkelen", "Nieuwe wens", "Onverwacht"]
    assert number(session, tables.SearchEntry) == 10
    assert number(session, tables.Theme) == 10
    assert search.index_missing(session) == 0


def test_a_piece_that_was_kept_is_not_kept_again(session: Session, who: Who) -> None:
    told, same = sheet(), token()
    begun = [exchange.begin_import(session, who, told, "lijst.csv", token=same) for _ in range(2)]
    assert len(set(begun)) == number(session, tables.Batch) == 1
    for _ in range(2):
        save_piece(session, who, begun[0][1], told.rows, token=f"{same}-0")
    assert number(session) == batches.list_batches(session, who)[0].row_count == 10


def test_what_is_in_of_a_stopped_import_is_undone_as_a_whole(session: Session, who: Who) -> None:
    told = sheet()
    _, batch_id = exchange.begin_import(session, who, told, "lijst.csv", token=token())
    save_piece(session, who, batch_id, told.rows[:4], token=token())
    batches.undo_batch(session, who, batch_id)
    assert (number(session), number(session, tables.Batch), number(session, tables.Organisation)) == (0, 0, 2)
    with pytest.raises(NotFound):
        save_piece(session, who, batch_id, told.rows[4:], token=token())


def test_undoing_a_stopped_import_removes_the_collaboration_made_for_it(session: Session) -> None:
    person = make_person(session, role=Role.COORDINATOR)
    told, same = sheet(), token()
    begun = [
        exchange.begin_import_as_collaboration(
            session, person.person_id, "Apart", PROPOSED, told, "lijst.csv", token=same
        )
        for _ in range(2)
    ]
    assert begun[0] == begun[1]
    who = replace(person, collaboration_id=begun[0][0])
    save_piece(session, who, begun[0][1], told.rows[:4], token=token())
    assert batches.undo_batch(session, who, begun[0][1]) is True
    assert number(session, tables.Collaboration) == 0


def test_nothing_is_begun_that_cannot_be_finished(session: Session, who: Who) -> None:
    with pytest.raises(Invalid, match="new_themes"):
        exchange.begin_import(session, who, sheet(), "lijst.csv", token=token(), allow_new_themes=False)
    with pytest.raises(Invalid, match="no_rows"):
        exchange.begin_import(session, who, ParsedSheet(()), "lijst.csv", token=token())
    many = sheet(*(row(at, theme=f"Wens {at}") for at in range(12)))
    with pytest.raises(Invalid, match="too_many_themes"):
        exchange.begin_import(session, who, many, "lijst.csv", token=token())
    assert number(session, tables.Batch) == 0


@pytest.mark.parametrize("role", list(Role))
def test_who_may_bring_in_follows_from_the_role(session: Session, who: Who, role: Role) -> None:
    told = sheet()
    _, batch_id = exchange.begin_import(session, who, told, "lijst.csv", token=token())
    other = make_person(session, who.collaboration_id, role)
    acts = (
        lambda: exchange.list_known_names(session, other),
        lambda: exchange.begin_import(session, other, told, "lijst.csv", token=token()),
        lambda: save_piece(session, other, batch_id, told.rows, token=token()),
        lambda: duplicates.find_stored_duplicates(session, other, told.rows),
        lambda: matchings.find_earlier_matching(session, other, SHAPE, ()),
        lambda: matchings.save_matching(session, other, SHAPE, FileMatching()),
    )
    for act in acts:
        if may(role, Act.MANAGE):
            act()
        else:
            with pytest.raises(NotAllowed):
                act()


def test_a_batch_of_another_collaboration_takes_no_piece(session: Session, who: Who) -> None:
    _, batch_id = exchange.begin_import(session, who, sheet(), "lijst.csv", token=token())
    stranger = make_collaboration(session, name="Andere samenwerking")
    with pytest.raises(NotFound):
        save_piece(session, stranger, batch_id, sheet().rows, token=token())


def test_a_double_has_the_same_sentence_place_and_day_or_the_same_id(session: Session, who: Who) -> None:
    exchange.import_sheet(session, who, sheet(row(1), row(2, theme="")), "lijst.csv", token=token())
    kept = create_id()
    exchange.import_sheet(session, who, sheet(row(3, id_=kept)), "lijst.csv", token=token())
    found = sheet(
        row(1, ring="DOCENTEN", theme="nieuwe  wens").replace("Er is", "er IS"),
        row(1, ring="Scholen"),
        row(1, theme="Andere wens"),
        row(2, theme="Onverwacht"),
        row(4),
        row(5, id_=kept),
        row(1).replace("2026-02-12", "2026-02-13"),
    )
    assert duplicates.find_stored_duplicates(session, who, found.rows) == {2, 5, 7}


def test_duplicates_ignore_drafts_the_bin_and_other_collaborations(session: Session, who: Who) -> None:
    make_observation(session, who, state=State.DRAFT, what="Nog een concept.")
    stranger = make_collaboration(session, name="Andere samenwerking")
    exchange.import_sheet(session, stranger, sheet(row(1)), "lijst.csv", token=token())
    drafted = "2026-11-01;Docenten;Samen ontwikkelen;Nog een concept.;positief;2;3;;"
    assert duplicates.find_stored_duplicates(session, who, sheet(row(1), drafted).rows) == frozenset()


def test_a_matching_is_remembered_by_shape_and_the_last_one_counts(session: Session, who: Who) -> None:
    first = FileMatching(
        {"what": "Wat zag je?"}, {"level": "2"}, {"ring": {"studenten": "Docenten"}}, {"order:/": "day_first"}
    )
    matchings.save_matching(session, who, SHAPE, replace(first, answers={}))
    matchings.save_matching(session, who, SHAPE, first)
    assert number(session, tables.Matching) == 1
    found = matchings.find_earlier_matching(session, who, SHAPE, ["wat zag je"])
    assert found.same_shape == replace(first, columns={"what": "wat zag je"})
    other = matchings.find_earlier_matching(session, who, "b" * 64, ["Wat zag je?"])
    assert (other.same_shape, other.columns) == (None, {"wat zag je": "what"})


def test_a_matching_stays_in_its_collaboration_and_goes_with_it(session: Session, who: Who) -> None:
    matchings.save_matching(session, who, SHAPE, FileMatching({"what": "Wat zag je?"}))
    stranger = make_collaboration(session, name="Andere samenwerking")
    assert matchings.find_earlier_matching(session, stranger, SHAPE, ["Wat zag je?"]) == matchings.EarlierMatching()
    collaborations.remove_collaboration(session, who)
    assert number(session, tables.Matching) == 0
