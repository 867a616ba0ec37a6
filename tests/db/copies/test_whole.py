"""A whole collaboration out of the store and into an empty one gives the same bytes, on both databases."""

import io
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session

from db import collaborations, erase, example, people, tables
from db.copies import evidence_files, whole_export, whole_import
from db.copies.evidence_files import FolderStore
from db.engine import open_engine
from db.logbook import find_observations
from db.observation_filter import ObservationFilter
from db.observations import records, witness
from db.observations import recycle_bin as the_bin
from db.observations.tallies import count_tally_differences
from db.people import get_export_person_id, is_imported_person
from db.ripples import links
from db.session import open_read_session, open_write_session
from db.tables import Base
from impact.access import Role
from impact.errors import Invalid, NotAllowed, NotFound
from impact.example import build_example as told_example
from impact.model import Agreement, Certainty, Intended, Observation, RippleKind, State, Who
from impact.observation.evidence_files import accept_file
from impact.whole.collaboration_data import OWNED_LISTS, copy_collaboration
from impact.whole.collaboration_file import CollaborationFile, write_collaboration_file
from tests.build import TODAY, make_collaboration, make_observation, make_person, token
from tests.conftest import KINDS
from tests.whole import Told, packed, unpacked
from tests.whole import collaborations as any_collaboration

NOTES = accept_file(b"Notulen van het overleg.", "notulen.txt")


def arrive(engine: Engine) -> str:
    with open_write_session(engine) as session:
        return people.create_profile(session, "Wie het binnenhaalt", Role.MEMBER)


def take_in(engine: Engine, store: FolderStore, content: bytes, **more: str) -> Who:
    found, person_id = unpacked(content), arrive(engine)
    whole_import.save_files(store, found)
    with open_write_session(engine) as session:
        return Who(person_id, whole_import.import_collaboration(session, person_id, found, token=token(), **more))


def out(engine: Engine, store: FolderStore, who: Who) -> bytes:
    stream = io.BytesIO()
    with open_read_session(engine) as session:
        whole_export.write_collaboration(session, who, store, stream)
    return stream.getvalue()


def empty(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture(scope="module", params=KINDS)
def kept_open(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One engine for all examples together; each begins with empty tables."""
    if request.param == "postgresql":
        opened = open_engine(request.getfixturevalue("tables_on_postgresql"))
    else:
        opened = open_engine(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'rimpel.db'}")
        Base.metadata.create_all(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.mark.slow
@given(any_collaboration())
@settings(max_examples=25)
def test_any_collaboration_comes_out_of_an_empty_database_as_it_went_in(
    kept_open: Engine, tmp_path_factory: pytest.TempPathFactory, told: Told
) -> None:
    empty(kept_open)
    store = FolderStore(tmp_path_factory.mktemp("files"))
    content = packed(told)
    who = take_in(kept_open, store, content)
    with open_read_session(kept_open) as session:
        assert count_tally_differences(session, who.collaboration_id) == 0
        assert session.scalar(select(func.count()).select_from(tables.SearchEntry)) == len(told["observations"])

    assert out(kept_open, store, who) == content


@pytest.fixture
def who(engine: Engine) -> Who:
    with open_write_session(engine) as session:
        return make_collaboration(session)


def observations_of(session: Session, who: Who) -> tuple[Observation, ...]:
    return tuple(find_observations(session, who, ObservationFilter())[0])


def out_of(found: CollaborationFile) -> bytes:
    stream = io.BytesIO()
    write_collaboration_file(stream, found.data, {sha256(one).hexdigest(): one for one in found.read_files()}.get)
    return stream.getvalue()


def without_ids(told: Told) -> list[object]:
    """What it says, in its order and without any identifier."""
    bare = copy_collaboration(told, "", iter(map(str, range(10_000))).__next__)
    return [bare[name] for name in OWNED_LISTS]


def linked(session: Session, who: Who, cause: str, effect: str) -> str:
    sure = {"kind": RippleKind.LEADS_TO, "certainty": Certainty.PLAUSIBLE}
    return links.add_ripple(session, who, effect, cause_observation_id=cause, token=token(), **sure)


def test_the_example_goes_out_and_in_and_out_the_same(engine: Engine, store: FolderStore) -> None:
    person_id = arrive(engine)
    with open_write_session(engine) as session:
        made = example.create_example(session, person_id, told_example("nl", TODAY), token=token())
    content = out(engine, store, Who(person_id, made))
    empty(engine)
    assert out(engine, store, take_in(engine, store, content)) == content


def test_drafts_the_bin_and_open_questions_are_not_exported(engine: Engine, store: FolderStore, who: Who) -> None:
    with open_write_session(engine) as session:
        seen, thrown = make_observation(session, who, what="Blijft."), make_observation(session, who, what="Weg.")
        draft = make_observation(session, who, state=State.DRAFT, what="Concept.")
        for other in (thrown, draft):
            linked(session, who, other, seen)
        the_bin.move_to_bin(session, who, thrown, version=1)
        asked = witness.create_witness_link(session, who, seen, "werkgever", TODAY, TODAY, token=token())
        witness.create_witness_link(session, who, seen, "ouder", TODAY, TODAY, token=token())
        witness.save_witness_answer(session, asked.secret, Agreement.AGREES, "Klopt.", Intended.UNKNOWN, TODAY)
    told = unpacked(out(engine, store, who)).data
    assert [one["what"] for one in told["observations"]] == ["Blijft."]
    assert told["ripples"] == []
    assert [one["asked_of"] for one in told["witnesses"]] == ["werkgever"]
    assert {one["observation_id"] for one in told["history"]} == {seen}
    assert [one["other_id"] for one in told["history"]] == [None]


def test_no_secret_and_no_identifier_of_a_person_goes_along(engine: Engine, store: FolderStore, who: Who) -> None:
    with open_write_session(engine) as session:
        seen = make_observation(session, who)
        asked = witness.create_witness_link(session, who, seen, "werkgever", TODAY, TODAY, token=token())
        witness.save_witness_answer(session, asked.secret, Agreement.PARTLY, "Deels.", Intended.UNKNOWN, TODAY)
        hashes = session.scalars(select(tables.Witness.secret_hash)).all()
    content = unpacked(out(engine, store, who))
    held = content.zip_file.read("rimpel.json").decode()
    assert who.person_id not in held
    assert [one for one in hashes if one in held] == []
    empty(engine)
    take_in(engine, store, out_of(content))
    with open_read_session(engine) as session, pytest.raises(NotFound):
        witness.get_witness_question(session, asked.secret, TODAY)


def test_whoever_takes_it_in_coordinates_it_and_becomes_nobody_else(
    engine: Engine, store: FolderStore, who: Who
) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who, what="Van de schrijver.")
    content = out(engine, store, who)
    empty(engine)
    taker = take_in(engine, store, content)
    writer = get_export_person_id(who.person_id)
    with open_read_session(engine) as session:
        assert [(one.id, one.role) for one in collaborations.list_participants(session, taker)] == [
            (taker.person_id, Role.COORDINATOR)
        ]
        assert session.get_one(tables.Person, writer).role is Role.VIEWER
        assert is_imported_person(writer)
        assert people.get_profile(session, writer) is None
        assert people.get_profile(session, who.person_id) is None
        assert observations_of(session, taker)[0].writer.startswith("coordinator")


def test_somebody_who_is_here_stays_who_they_are(engine: Engine, store: FolderStore, who: Who) -> None:
    with open_write_session(engine) as session:
        made = make_observation(session, who)
    content = out(engine, store, who)
    with open_write_session(engine) as session:
        people.change_own_membership(session, who, "Nieuwe naam", Role.COORDINATOR)
        collaborations.remove_collaboration(session, who)
    back = take_in(engine, store, content)
    with open_read_session(engine) as session:
        assert session.get_one(tables.Observation, made).created_by == who.person_id
        assert observations_of(session, back)[0].writer == "Nieuwe naam"
        assert session.scalar(select(func.count()).select_from(tables.Person)) == 2


def test_what_is_here_already_comes_in_as_a_copy_or_not_at_all(engine: Engine, store: FolderStore, who: Who) -> None:
    with open_write_session(engine) as session:
        proof = evidence_files.save_evidence_file(store, NOTES)
        first, second = (make_observation(session, who, evidence=(proof,)) for _ in range(2))
        linked(session, who, first, second)
    content = out(engine, store, who)
    with pytest.raises(Invalid) as told:
        take_in(engine, store, content)
    assert told.value.facts["reason"] == "whole_here"
    copy = take_in(engine, store, content, copy_name="Leerroute Techniek (kopie)")
    with open_read_session(engine) as session:
        assert collaborations.get_collaboration(session, copy).name == "Leerroute Techniek (kopie)"
        assert {one.id for one in observations_of(session, copy)}.isdisjoint({first, second})
        assert len(links.list_ripples(session, copy)) == 1
        assert count_tally_differences(session, copy.collaboration_id) == 0
    again, once = (without_ids(unpacked(one).data) for one in (out(engine, store, copy), content))
    assert again == once


def test_a_part_that_is_here_under_another_collaboration_is_told(engine: Engine, store: FolderStore, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who)
    told = unpacked(out(engine, store, who)).data
    told["collaboration"]["id"] = get_export_person_id(who.collaboration_id)
    with pytest.raises(Invalid) as refused:
        take_in(engine, store, packed(told))
    assert refused.value.facts["reason"] == "whole_taken"


def test_what_was_erased_here_stays_away(engine: Engine, store: FolderStore, who: Who) -> None:
    with open_write_session(engine) as session:
        gone, stays = (
            make_observation(session, who, what="Moet weg."),
            make_observation(session, who, what="Mag blijven."),
        )
        linked(session, who, gone, stays)
    content = out(engine, store, who)
    with open_write_session(engine) as session:
        the_bin.move_to_bin(session, who, gone, version=1)
        erase.erase_observations(session, who, [gone], TODAY)
    copy = take_in(engine, store, content, copy_name="Kopie")
    with open_read_session(engine) as session:
        assert [one.details.what for one in observations_of(session, copy)] == ["Mag blijven."]
        assert "Moet weg" not in repr(session.execute(select(tables.Change)).all())
        assert links.list_ripples(session, copy) == ()


def test_taking_it_in_twice_with_one_token_is_taking_it_in_once(engine: Engine, store: FolderStore, who: Who) -> None:
    found, once = unpacked(out(engine, store, who)), token()
    with open_write_session(engine) as session:
        made = [
            whole_import.import_collaboration(session, who.person_id, found, token=once, copy_name="Kopie")
            for _ in range(2)
        ]
        assert made[0] == made[1]
        assert session.scalar(select(func.count()).select_from(tables.Collaboration)) == 2


def test_only_who_manages_it_takes_it_along(engine: Engine, store: FolderStore, who: Who) -> None:
    with open_write_session(engine) as session:
        member = make_person(session, who.collaboration_id, Role.MEMBER)
        stranger = make_collaboration(session, name="Andere route")
    for person in (member, replace(stranger, collaboration_id=who.collaboration_id)):
        with pytest.raises(NotAllowed):
            out(engine, store, person)


def test_a_file_that_is_missing_is_missing_in_the_copy_too(engine: Engine, store: FolderStore, who: Who) -> None:
    with open_write_session(engine) as session:
        proof = evidence_files.save_evidence_file(store, NOTES)
        made = make_observation(session, who, evidence=(proof,))
    assert proof.file is not None
    store.delete_content(proof.file.hash)
    content = out(engine, store, who)
    empty(engine)
    back = take_in(engine, store, content)
    with open_read_session(engine) as session:
        assert records.get_observation(session, back, made).details.evidence == (proof,)
    assert out(engine, store, back) == content


def test_every_column_goes_along_or_is_known_to_stay(engine: Engine) -> None:
    owned = {"collaboration_id", "observation_id", "theme_id", "story_id", "position"}
    stays = {tables.Collaboration: {"data_version"}, tables.Witness: {"secret_hash"}}
    for table, names in whole_export.FIELDS_BY_TABLE.items():
        known = {
            *names,
            *owned,
            *stays.get(table, ()),
            *(whole_export.FILE_COLUMNS.values() if table is tables.Evidence else ()),
        }
        assert {one.key for one in inspect(table).column_attrs} <= known, table
    home = {
        tables.Person,
        tables.Membership,
        tables.Tally,
        tables.SearchEntry,
        tables.PendingCleanup,
        tables.Overrule,
        tables.UsedToken,
    }
    home |= {tables.Feed, tables.Matching, tables.ImportDraft}
    assert {mapper.class_ for mapper in Base.registry.mappers} == set(whole_export.FIELDS_BY_TABLE) | home
