"""Evidence as it is read: in the logbook and in the reading panel, and what is said when a file is missing."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db.copies import evidence_files
from db.copies.evidence_files import FolderStore
from db.session import open_write_session
from impact.access import Role
from impact.model import Evidence, EvidenceKind, Who
from impact.observation.evidence_files import NOBODY_RECOGNISABLE, accept_file
from tests.build import make_collaboration, make_person
from tests.impact.observation.test_evidence_files import PDF, photo
from tests.pages.doors import open_page, texts
from tests.pages.logbook import PAGE, log
from tests.pages.test_evidence import PHOTO, store, with_file
from tests.pages.test_observation import ring


def labels(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.get("download_button")]


def test_a_document_can_be_taken_along_from_the_logbook(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE, o=with_file(engine, who))
    assert "verslag\\.pdf (1 kB)" in labels(app)
    assert "Verslag" in texts(app)


@pytest.mark.parametrize(("language", "consent", "told"), [
    ("nl", NOBODY_RECOGNISABLE, "De werkplaats · Er staat niemand herkenbaar op"),
    ("en", NOBODY_RECOGNISABLE, "De werkplaats · Nobody in it can be recognised"),
    ("en", "In het overleg", "De werkplaats · In het overleg"),
])  # fmt: skip
def test_a_photo_is_shown_with_its_caption_and_consent(
    engine: Engine, who: Who, language: str, consent: str, told: str
) -> None:
    app = open_page(who, PAGE, language, o=with_file(engine, who, "De werkplaats", PHOTO[1], consent))
    assert told in texts(app)
    (image,) = app.get("image")
    assert [one.alt for one in image.proto.imgs] == ["De werkplaats"]


def test_a_missing_file_is_said_to_be_missing(engine: Engine, who: Who) -> None:
    made = with_file(engine, who)
    for key, _ in list(store(engine).list_contents()):
        store(engine).delete_content(key)
    app = open_page(who, PAGE, o=made)
    assert "Verslag \\(verslag\\.pdf\\) :gray[dit bestand is er niet meer]" in texts(app)
    assert labels(app) == []


def test_a_photo_that_was_damaged_is_said_to_be_missing(engine: Engine, who: Who) -> None:
    made = with_file(engine, who, "De werkplaats", PHOTO[1], NOBODY_RECOGNISABLE)
    for key, _ in list(store(engine).list_contents()):
        (store(engine).root / key[:2] / key).write_bytes(b"stuk")
    app = open_page(who, PAGE, o=made)
    assert "dit bestand is er niet meer" in texts(app)


def test_who_takes_no_part_sees_no_file(engine: Engine, who: Who) -> None:
    made = with_file(engine, who)
    with open_write_session(engine) as session:
        stranger = make_collaboration(session, name="Andere route")
    app = open_page(stranger, PAGE, o=made)
    assert labels(app) == []
    assert "verslag" not in texts(app)


def test_a_viewer_reads_what_was_shared(engine: Engine, who: Who) -> None:
    made = with_file(engine, who)
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    assert "verslag\\.pdf (1 kB)" in labels(open_page(viewer, PAGE, o=made))


def test_the_reading_panel_shows_the_evidence_of_the_newest(engine: Engine, who: Who) -> None:
    shown = ring(engine, who).themes[0]
    proofs_ = (
        evidence_files.save_evidence_file(
            store(engine), accept_file(photo(size=(900, 600)), "foto.jpg"), "De werkplaats", NOBODY_RECOGNISABLE
        ),
        evidence_files.save_evidence_file(store(engine), accept_file(PDF, "verslag.pdf")),
        Evidence(EvidenceKind.LINK, "https://example.org/a(b)"),
        replace(
            evidence_files.save_evidence_file(
                FolderStore(store(engine).root.parent / "weg"), accept_file(b"weg", "weg.txt")
            ),
            text="Weg",
        ),
    )
    log(engine, who, "Met bewijs.", evidence=proofs_, ring="Docenten")
    app = open_page(who, "pages/discs/screen.py", line=shown.id)
    told = texts(app)
    assert "De werkplaats" in told
    assert "verslag\\.pdf" in told
    assert "(https://example.org/a%28b%29)" in told
    assert "Weg \\(weg\\.txt\\) :gray[dit bestand is er niet meer]" in told
