"""Evidence under an observation: texts and files go through logging, changing, history and undo as they are."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import export, tables, undo
from db.copies import evidence_files
from db.copies.evidence_files import FolderStore
from db.observations import records
from impact.errors import Invalid
from impact.model import Evidence, EvidenceKind, Who
from impact.observation.evidence_files import NOBODY_RECOGNISABLE, accept_file
from impact.observation.observation_rules import MAX_CONSENT_LENGTH
from tests.build import TODAY, make_collaboration, make_observation, make_said, rings_of
from tests.impact.observation.test_evidence_files import PDF, photo


@pytest.fixture
def who(session: Session) -> Who:
    return make_collaboration(session)


@pytest.fixture
def proofs(tmp_path: Path) -> tuple[Evidence, ...]:
    store = FolderStore(tmp_path / "files")
    return (
        Evidence(EvidenceKind.LINK, "https://example.org/verslag"),
        Evidence(EvidenceKind.QUOTE, "We doen het nu samen."),
        Evidence(EvidenceKind.FIGURE, "82 %"),
        evidence_files.save_evidence_file(store, accept_file(PDF, "verslag.pdf"), "Evaluatie van het eerste jaar"),
        evidence_files.save_evidence_file(
            store, accept_file(photo(), "foto.jpg"), "De werkplaats", NOBODY_RECOGNISABLE
        ),
    )


def said(session: Session, who: Who, observation_id: str) -> tuple[Evidence, ...]:
    return records.get_observation(session, who, observation_id).details.evidence


def test_every_kind_is_kept_in_the_order_it_was_told(session: Session, who: Who, proofs: tuple[Evidence, ...]) -> None:
    assert said(session, who, make_observation(session, who, evidence=proofs)) == proofs


def test_one_token_keeps_it_once(session: Session, who: Who, proofs: tuple[Evidence, ...]) -> None:
    new = make_said(rings_of(session, who)[0].themes[0].id, evidence=proofs)
    first, second = (records.log_observation(session, who, new, TODAY, token="een") for _ in range(2))
    assert first == second
    assert session.scalar(select(func.count()).select_from(tables.Evidence)) == len(proofs)


def test_taking_a_file_off_stands_in_the_history_and_is_undone(
    session: Session, who: Who, proofs: tuple[Evidence, ...]
) -> None:
    made = make_observation(session, who, evidence=proofs)
    before = records.get_observation(session, who, made)
    records.change_observation(session, who, made, replace(before.details, evidence=proofs[:2]), TODAY, version=1)
    (change,) = records.list_observation_changes(session, who, made)
    assert change.before["evidence"][3][2]["name"] == "verslag.pdf"
    undo.undo_last_change(session, who, made, version=2, change_id=change.id)
    assert said(session, who, made) == proofs


def test_a_caption_and_a_consent_note_are_made_clean(session: Session, who: Who, proofs: tuple[Evidence, ...]) -> None:
    kept = proofs[4].file
    assert kept is not None
    messy = replace(proofs[4], text="  De\x00 werkplaats ", file=replace(kept, consent=" In\n het\x07 overleg "))
    (proof,) = said(session, who, make_observation(session, who, evidence=(messy,)))
    assert (proof.text, proof.file and proof.file.consent) == ("De werkplaats", "In het overleg")


@pytest.mark.parametrize(("consent", "reason"), [("  ", "consent"), ("a" * (MAX_CONSENT_LENGTH + 1), "too_long")])
def test_consent_is_told_and_told_in_short(
    session: Session, who: Who, proofs: tuple[Evidence, ...], consent: str, reason: str
) -> None:
    kept = proofs[4].file
    assert kept is not None
    with pytest.raises(Invalid) as refused:
        make_observation(session, who, evidence=(replace(proofs[4], file=replace(kept, consent=consent)),))
    assert refused.value.facts["reason"] == reason
    assert session.scalar(select(func.count()).select_from(tables.Observation)) == 0


def test_an_export_tells_the_caption_and_the_name_of_a_file(
    session: Session, who: Who, proofs: tuple[Evidence, ...]
) -> None:
    make_observation(session, who, evidence=proofs)
    told = export.export_observations(session, who, "nl").decode("utf-8-sig")
    assert "Evaluatie van het eerste jaar (verslag.pdf)" in told
    assert "foto: De werkplaats (foto.jpg)" in told
