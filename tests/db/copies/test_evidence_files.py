"""Files are kept by their content, once, and read by who may read the observation; what nothing refers to goes."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from db.copies import evidence_files
from db.copies.evidence_files import FOLDER_SETTING, FolderStore
from db.engine import open_engine
from db.observations import records
from db.observations import recycle_bin as the_bin
from impact.access import Role
from impact.errors import Invalid, NotAllowed
from impact.model import Evidence, EvidenceKind, State, Who
from impact.observation.evidence_files import AcceptedFile, accept_file
from tests.build import TODAY, make_collaboration, make_observation, make_person

TEXT = accept_file(b"Notulen van het overleg.", "notulen.txt")
PHOTO = AcceptedFile(EvidenceKind.PHOTO, "image/jpeg", "foto.jpg", b"punten")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


def logged(session: Session, who: Who, *evidence: Evidence, **fields: object) -> str:
    return make_observation(session, who, evidence=evidence, **fields)  # type: ignore[arg-type]


def old(store: FolderStore) -> None:
    """As if every file had been there for a day."""
    import os

    for key, at in list(store.list_contents()):
        past = (at - timedelta(days=1)).timestamp()
        os.utime(store.root / key[:2] / key, (past, past))


def test_the_same_content_is_kept_once_under_its_hash(store: FolderStore) -> None:
    assert store.save_content(b"een") == store.save_content(b"een") == sha256(b"een").hexdigest()
    store.save_content(b"twee")
    assert len(list(store.list_contents())) == 2
    assert store.read_content(sha256(b"twee").hexdigest()) == b"twee"


def test_what_is_not_there_is_none_and_may_be_removed(store: FolderStore) -> None:
    key = "0" * 64
    store.delete_content(key)
    assert store.read_content(key) is None


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a" * 63, "A" * 64, "0" * 64 + "/x"])
def test_nothing_outside_the_folder_is_ever_reached(store: FolderStore, key: str) -> None:
    store.root.parent.joinpath("geheim").write_text("x")
    store.delete_content(key)
    assert store.read_content(key) is None
    assert store.root.parent.joinpath("geheim").exists()


def test_a_file_that_was_damaged_is_put_right(store: FolderStore) -> None:
    key = store.save_content(b"heel")
    (store.root / key[:2] / key).write_bytes(b"stuk")
    assert store.read_content(key) is None, "what is damaged is as good as missing"
    store.save_content(b"heel")
    assert store.read_content(key) == b"heel"


def test_the_folder_lies_beside_the_database_or_where_the_setting_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FOLDER_SETTING, raising=False)
    assert evidence_files.open_store(open_engine(f"sqlite:///{tmp_path / 'rimpel.db'}")) == FolderStore(
        tmp_path / "rimpel-files"
    )
    assert evidence_files.open_store(open_engine("postgresql://x/leerroute")) == FolderStore(
        evidence_files.DEFAULT_FOLDER / "leerroute-files"
    )
    assert evidence_files.open_store(open_engine("postgresql://x/..%2Fy")) == FolderStore(
        evidence_files.DEFAULT_FOLDER / "___y-files"
    )
    monkeypatch.setenv(FOLDER_SETTING, str(tmp_path / "elders"))
    assert evidence_files.open_store(open_engine("postgresql://x/y")) == FolderStore(tmp_path / "elders")


def test_a_file_comes_back_as_it_was_with_its_facts(session: Session, who: Who, store: FolderStore) -> None:
    proof = evidence_files.save_evidence_file(store, TEXT, "Wat we afspraken")
    made = logged(session, who, proof)
    assert records.get_observation(session, who, made).details.evidence == (proof,)
    assert proof.file is not None
    assert evidence_files.read_evidence_file(session, who, store, made, proof.file.hash) == TEXT.content


def test_a_file_needs_no_caption_and_a_photo_needs_consent(session: Session, who: Who, store: FolderStore) -> None:
    assert logged(session, who, evidence_files.save_evidence_file(store, TEXT))
    assert logged(session, who, evidence_files.save_evidence_file(store, PHOTO, "", "Niemand herkenbaar"))
    with pytest.raises(Invalid) as refused:
        logged(session, who, evidence_files.save_evidence_file(store, PHOTO))
    assert refused.value.facts["reason"] == "consent"


def test_ten_files_and_no_more(session: Session, who: Who, store: FolderStore) -> None:
    proof = evidence_files.save_evidence_file(store, TEXT)
    assert logged(session, who, *[proof] * 10)
    with pytest.raises(Invalid) as refused:
        logged(session, who, *[proof] * 11)
    assert refused.value.facts["reason"] == "too_many_files"


def test_who_may_not_read_the_observation_gets_no_file(session: Session, who: Who, store: FolderStore) -> None:
    proof = evidence_files.save_evidence_file(store, TEXT)
    assert proof.file is not None
    made = logged(session, who, proof)
    draft = logged(session, who, proof, state=State.DRAFT)
    viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    stranger = make_collaboration(session, name="Andere route")
    assert evidence_files.read_evidence_file(session, viewer, store, made, proof.file.hash) == TEXT.content
    assert evidence_files.read_evidence_file(session, viewer, store, draft, proof.file.hash) is None
    assert evidence_files.read_evidence_file(session, stranger, store, made, proof.file.hash) is None
    the_bin.move_to_bin(session, who, made, version=1)
    assert evidence_files.read_evidence_file(session, viewer, store, made, proof.file.hash) is None
    with pytest.raises(NotAllowed):
        evidence_files.read_evidence_file(
            session, replace(stranger, collaboration_id=who.collaboration_id), store, made, proof.file.hash
        )


def test_a_hash_of_another_observation_opens_nothing(session: Session, who: Who, store: FolderStore) -> None:
    mine, other = logged(session, who), evidence_files.save_evidence_file(store, TEXT)
    assert other.file is not None
    logged(session, who, other)
    assert evidence_files.read_evidence_file(session, who, store, mine, other.file.hash) is None


def test_a_missing_file_is_none(session: Session, who: Who, store: FolderStore) -> None:
    proof = evidence_files.save_evidence_file(store, TEXT)
    assert proof.file is not None
    made = logged(session, who, proof)
    store.delete_content(proof.file.hash)
    assert evidence_files.read_evidence_file(session, who, store, made, proof.file.hash) is None
    assert records.get_observation(session, who, made).details.evidence == (proof,)


def test_sweeping_deletes_what_nothing_refers_to_but_spares_new_files(
    session: Session, who: Who, store: FolderStore
) -> None:
    used, taken_off, loose = (store.save_content(text) for text in (b"in gebruik", b"eraf gehaald", b"los"))
    proof = evidence_files.save_evidence_file(store, TEXT)
    proofs = [replace(proof, file=replace(proof.file, hash=key)) for key in (used, taken_off)]  # type: ignore[type-var]
    made = logged(session, who, *proofs)
    said = records.get_observation(session, who, made).details
    records.change_observation(session, who, made, replace(said, evidence=proofs[:1]), TODAY, version=1)
    assert evidence_files.remove_unreferenced(session, store) == 0, "all of it is new"
    old(store)
    assert evidence_files.remove_unreferenced(session, store) == 2, "the loose one, and the text nobody logged"
    assert {key for key, _ in store.list_contents()} == {used, taken_off}
    assert loose not in evidence_files.list_referred_hashes(session)
