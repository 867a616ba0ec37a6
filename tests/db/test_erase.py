"""Erasure: not one word of it is left in any table, in any byte of the database file, or in the folder of files."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Engine, MetaData, select
from sqlalchemy.orm import Session

from db import cleanup, collaborations, erase, tables
from db.copies import evidence_files
from db.copies.evidence_files import FolderStore
from db.imports import batches
from db.imports.exchange import import_sheet
from db.logbook import find_observations
from db.observation_filter import ObservationFilter
from db.observations import records, witness
from db.observations import recycle_bin as the_bin
from db.observations.tallies import count_tally_differences
from db.ripples import stories
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.errors import NotAllowed, NotFound
from impact.importing.plan.file_reader import read_own_file
from impact.model import Agreement, Evidence, EvidenceKind, Intended, State, Who
from impact.observation.evidence_files import accept_file
from impact.ripples.stories import StoryPoint
from impact.text.search_terms import build_index_text
from tests.build import TODAY, make_collaboration, make_observation, make_person, token
from tests.db.linking import EARLY, join, two

WORDS = (
    "kwartelzaal", "wormgaten", "zeepbelmuur", "trompetgeur", "pianowolk", "koekkasteel", "vliegerplan", "mistlamp",
    "ganzenfluit", "sneeuwbrief", "appelklok", "modderkroon", "lepelstad", "roetpaleis", "knikkerzee", "touwmaan",
    "fluisterfiets",
)  # fmt: skip
ERASED = date(2026, 11, 24)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.fixture
def who(engine: Engine) -> Who:
    with open_write_session(engine) as session:
        return make_collaboration(session)


def full(session: Session, who: Who, store: FolderStore) -> str:
    """An observation with an odd word in everything that can be typed, changed words in its history too."""
    w = WORDS
    proofs = (
        Evidence(EvidenceKind.QUOTE, w[0]),
        evidence_files.save_evidence_file(store, accept_file(f"Inhoud: {w[1]}".encode(), f"{w[2]}.txt"), w[3]),
        evidence_files.save_evidence_file(store, accept_file(picture(), f"{w[15]}.png"), consent=w[16]),
    )
    made = make_observation(
        session, who, what=f"Eerst {w[4]}.", why=w[5], contribution=w[6], circumstances=w[7], observer_role=w[8],
        evidence=proofs, seen_on=date(2026, 9, 1),
    )  # fmt: skip
    cause = make_observation(session, who, "Scholen", what="Blijft staan.", seen_on=EARLY)
    join(session, who, made, cause, why=w[9])
    join(session, who, make_observation(session, who, "Scholen", what="Blijft ook."), made, why=w[10])
    asked = witness.create_witness_link(session, who, made, w[13], TODAY, TODAY, token=token())
    witness.save_witness_answer(session, asked.secret, Agreement.PARTLY, w[14], Intended.UNKNOWN, TODAY)
    stories.add_story(session, who, f"Eerst {w[4]}", (StoryPoint(cause), StoryPoint(made)), token=token())
    said = records.get_observation(session, who, made).details
    records.change_observation(
        session, who, made, replace(said, what="Nu anders.", evidence=proofs[:1]), TODAY, version=1
    )
    records.judge_observation(session, who, made, State.DISPUTED, version=2, reason=w[11])
    the_bin.move_to_bin(session, who, made, version=3, reason=w[12])
    return made


def picture() -> bytes:
    """A small photo."""
    kept = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(kept, "PNG")
    return kept.getvalue()


def clear(engine: Engine, who: Who, store: FolderStore, *ids: str) -> None:
    with open_write_session(engine) as session:
        erase.erase_observations(session, who, ids, ERASED)
    assert cleanup.clear_remains(engine, store)


def bytes_of(engine: Engine, store: FolderStore) -> bytes:
    """Every byte the database and the folder of files hold."""
    kept = b"".join(file.read_bytes() for file in sorted(store.root.rglob("*")) if file.is_file())
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        return kept + b"".join(one.read_bytes() for one in sorted(file.parent.glob(f"{file.name}*")))
    schema = MetaData()
    schema.reflect(engine)
    with engine.connect() as connection:
        rows = (row for table in schema.sorted_tables for row in connection.execute(select(table)))
        # As plain tuples: a row that shows itself leaves out the middle of what is long.
        return kept + "\n".join(repr(tuple(row)) for row in rows).encode()


def left(engine: Engine, store: FolderStore) -> list[str]:
    """Which of the words, or their stems, are still there."""
    held = bytes_of(engine, store).lower()
    stems = {stem for word in WORDS for stem in build_index_text(word).split()}
    return sorted(word for word in stems if word.encode() in held)


def test_not_one_word_is_left_in_any_byte(engine: Engine, who: Who, store: FolderStore) -> None:
    with open_write_session(engine) as session:
        made = full(session, who, store)
    assert set(WORDS) <= set(left(engine, store)), "all of it was there before"
    clear(engine, who, store, made)
    assert left(engine, store) == []
    assert list(store.list_contents()) == []
    with open_read_session(engine) as session:
        assert [one.details.what for one in find_observations(session, who, ObservationFilter())[0]] == [
            "Blijft ook.",
            "Blijft staan.",
        ]
        assert count_tally_differences(session, who.collaboration_id) == 0


def test_only_the_day_is_left_of_it(engine: Engine, who: Who, store: FolderStore) -> None:
    with open_write_session(engine) as session:
        made = full(session, who, store)
    clear(engine, who, store, made)
    with open_read_session(engine) as session:
        assert erase.get_erasure_day(session, who, made) == ERASED
        with pytest.raises(NotFound):
            records.get_observation(session, who, made)
        stranger = make_collaboration(session, name="Andere route")
        assert erase.get_erasure_day(session, stranger, made) is None


def test_what_goes_is_told_beforehand(engine: Engine, who: Who, store: FolderStore) -> None:
    with open_write_session(engine) as session:
        reach = erase.count_erasure_reach(session, who, [full(session, who, store)])
    assert (reach.observations, reach.evidence, reach.files, reach.ripples, reach.witnesses) == (1, 1, 0, 2, 1)
    assert reach.stories == 1
    assert reach.changes >= 5


def test_a_story_named_after_it_gets_a_name_from_what_is_left(engine: Engine, who: Who, store: FolderStore) -> None:
    with open_write_session(engine) as session:
        cause, made = two(session, who, what="Gaat weg.")
        join(session, who, made, cause)
        for name in ("Gaat weg", "Zelf bedacht"):
            stories.add_story(session, who, name, (StoryPoint(cause), StoryPoint(made)), token=token())
        said = records.get_observation(session, who, made).details
        records.change_observation(session, who, made, replace(said, what="Gaat ook weg."), TODAY, version=1)
        stories.add_story(session, who, "Gaat ook weg", (StoryPoint(cause), StoryPoint(made)), token=token())
        left = records.get_observation(session, who, cause).details.what.removesuffix(".")
        the_bin.move_to_bin(session, who, made, version=2)
    clear(engine, who, store, made)
    with open_read_session(engine) as session:
        assert {one.name for one in stories.list_stories(session, who)} == {"Zelf bedacht", left, f"{left} (2)"}


def test_a_story_of_which_nothing_is_left_is_named_after_the_day(engine: Engine, who: Who, store: FolderStore) -> None:
    with open_write_session(engine) as session:
        cause, made = two(session, who, what="Gaat weg.")
        join(session, who, made, cause)
        stories.add_story(session, who, "Gaat weg", (StoryPoint(cause), StoryPoint(made)), token=token())
        for one in (cause, made):
            the_bin.move_to_bin(session, who, one, version=1)
    clear(engine, who, store, cause, made)
    with open_read_session(engine) as session:
        assert [one.name for one in stories.list_stories(session, who)] == ["2026-11-24"]


def test_a_file_that_another_observation_needs_stays(engine: Engine, who: Who, store: FolderStore) -> None:
    with open_write_session(engine) as session:
        proof = evidence_files.save_evidence_file(store, accept_file(b"Gedeelde notulen", "notulen.txt"))
        first, _ = (make_observation(session, who, evidence=(proof,)) for _ in range(2))
        the_bin.move_to_bin(session, who, first, version=1)
    clear(engine, who, store, first)
    assert len(list(store.list_contents())) == 1


def test_erasing_twice_is_erasing_once_and_a_stranger_erases_nothing(
    engine: Engine, who: Who, store: FolderStore
) -> None:
    with open_write_session(engine) as session:
        made = full(session, who, store)
        stranger = make_collaboration(session, name="Andere route")
        with pytest.raises(NotFound):
            erase.erase_observations(session, stranger, [made], ERASED)
        assert erase.erase_observations(session, who, [made], ERASED) == 1
        assert erase.erase_observations(session, who, [made], ERASED) == 0


def test_only_what_lies_in_the_bin_is_erased_and_by_who_may(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        writer = make_person(session, who.collaboration_id)
        other = make_person(session, who.collaboration_id)
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
        shared, thrown, own = (make_observation(session, writer) for _ in range(3))
        for made in (thrown, own):
            the_bin.move_to_bin(session, writer, made, version=1)
        for person, made, why in ((who, shared, NotAllowed), (other, thrown, NotFound), (viewer, thrown, NotFound)):
            with pytest.raises(why):
                erase.erase_observations(session, person, [made], ERASED)
        assert (
            erase.erase_observations(session, who, [thrown], ERASED),
            erase.erase_observations(session, writer, [own], ERASED),
        ) == (1, 1)


def test_when_one_may_not_be_erased_none_is(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        shared, thrown = make_observation(session, who), make_observation(session, who)
        the_bin.move_to_bin(session, who, thrown, version=1)
        with pytest.raises(NotAllowed):
            erase.erase_observations(session, who, [thrown, shared], ERASED)
        assert records.get_observation(session, who, thrown).state is State.BINNED


def test_a_writer_erases_a_draft_and_nobody_else_does(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        writer = make_person(session, who.collaboration_id)
        draft = make_observation(session, writer, state=State.DRAFT)
        with pytest.raises(NotFound):
            erase.erase_observations(session, who, [draft], ERASED)
        assert erase.erase_observations(session, writer, [draft], ERASED) == 1


def test_what_was_erased_does_not_come_back_under_its_old_name(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        made = make_observation(session, who)
        the_bin.move_to_bin(session, who, made, version=1)
        erase.erase_observations(session, who, [made], ERASED)
        head = "rimpel_id;wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs"
        sheet = read_own_file(f"{head}\n{made};2026-03-01;Docenten;;Weer terug.;positief;1;2\n".encode(), TODAY)
        import_sheet(session, who, sheet, "oud.csv", token=token())
        assert [one.id == made for one in find_observations(session, who, ObservationFilter())[0]] == [False]


def test_a_stop_before_the_clearing_up_is_made_good_the_next_time(engine: Engine, who: Who, store: FolderStore) -> None:
    with open_write_session(engine) as session:
        made = full(session, who, store)
    with open_write_session(engine) as session:
        erase.erase_observations(session, who, [made], ERASED)
    assert list(store.list_contents()), "the app stopped here"
    assert cleanup.clear_remains(engine, store)
    assert left(engine, store) == []
    with open_read_session(engine) as session:
        assert session.scalars(select(tables.PendingCleanup)).all() == []


def test_a_busy_database_is_cleared_up_later(engine: Engine, who: Who, store: FolderStore) -> None:
    with open_write_session(engine) as session:
        made = full(session, who, store)
        erase.erase_observations(session, who, [made], ERASED)
    with open_read_session(engine) as session:
        session.scalars(select(tables.Person)).first()
        cleanup.clear_remains(engine, store)
    assert cleanup.clear_remains(engine, store)
    assert left(engine, store) == []


def test_a_removed_collaboration_and_an_undone_import_leave_no_word(
    engine: Engine, who: Who, store: FolderStore
) -> None:
    with open_write_session(engine) as session:
        head = "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;niveau;bewijs"
        sheet = read_own_file(f"{head}\n2026-03-01;Docenten;;Over {WORDS[0]}.;positief;1;2\n".encode(), TODAY)
        batch = import_sheet(session, who, sheet, "lijst.csv", token=token())
        other = make_collaboration(session, name="Andere route")
        full(session, other, store)
    with open_write_session(engine) as session:
        batches.undo_batch(session, who, batch)
        collaborations.remove_collaboration(session, other)
    assert cleanup.clear_remains(engine, store)
    assert left(engine, store) == []


def test_nothing_to_clear_up_is_done_at_once(engine: Engine, store: FolderStore) -> None:
    assert cleanup.clear_remains(engine, store)


def test_what_was_taken_back_at_once_leaves_no_word_and_no_file(engine: Engine, who: Who, store: FolderStore) -> None:
    with open_write_session(engine) as session:
        proof = evidence_files.save_evidence_file(store, accept_file(f"Over {WORDS[0]}.".encode(), f"{WORDS[1]}.txt"))
        made = make_observation(session, who, what=f"Nog geen {WORDS[2]}.", evidence=(proof,))
    with open_write_session(engine) as session:
        records.undo_logging(session, who, made)
    assert cleanup.clear_remains(engine, store)
    assert left(engine, store) == []
