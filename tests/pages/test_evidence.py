"""Evidence on the screen: choosing files, describing them, reading them back, taking them off, and what is missing."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import tables
from db.copies import evidence_files
from db.copies.evidence_files import FolderStore, open_store
from db.observations import records
from db.session import open_read_session, open_write_session
from impact.model import Evidence, EvidenceKind, State, Who
from impact.observation.evidence_files import NOBODY_RECOGNISABLE, accept_file
from tests.build import TODAY
from tests.impact.observation.test_evidence_files import PDF, secretive
from tests.pages.doors import messages, open_page, texts
from tests.pages.logbook import PAGE, click, log
from tests.pages.test_observation import kept, typed

LOG = "pages/observation/screen.py"
NOTES = ("notulen.txt", b"Wat we afspraken.", "text/plain")
PHOTO = ("foto.jpg", secretive(), "image/jpeg")
Chosen = tuple[str, bytes, str]


def choose(app: AppTest, *some: Chosen) -> AppTest:
    app.file_uploader[0].set_value(list(some)).run()
    assert not app.exception
    return app


def chosen(engine: Engine, who: Who, *some: Chosen) -> AppTest:
    return choose(typed(engine, who), *some)


def save(app: AppTest, button: str = "save_button") -> AppTest:
    app.button(key=button).click().run()
    assert not app.exception
    return app


def proofs(engine: Engine, who: Who) -> tuple[Evidence, ...]:
    with open_read_session(engine) as session:
        found = [records.get_observation(session, who, row.id) for row in session.query(tables.Observation)]
    return tuple(proof for one in found for proof in one.details.evidence)


def names(engine: Engine, who: Who) -> list[str]:
    return [proof.file.name for proof in proofs(engine, who) if proof.file]


def store(engine: Engine) -> FolderStore:
    found = open_store(engine)
    assert isinstance(found, FolderStore)
    return found


def in_store(engine: Engine) -> set[bytes]:
    return {store(engine).read_content(key) or b"" for key, _ in store(engine).list_contents()}


def with_file(engine: Engine, who: Who, caption: str = "Verslag", content: bytes = PDF, consent: str = "") -> str:
    proof = evidence_files.save_evidence_file(store(engine), accept_file(content, "verslag.pdf"), caption, consent)
    return log(engine, who, "Met bewijs.", evidence=(proof,))


def field(app: AppTest, label: str) -> object:
    return next(one for one in (*app.text_input, *app.checkbox, *app.radio) if one.label == label)


def fill(app: AppTest, label: str, value: object) -> AppTest:
    field(app, label).set_value(value).run()  # type: ignore[attr-defined]
    return app


def test_a_document_goes_along_with_its_caption(engine: Engine, who: Who) -> None:
    app = chosen(engine, who, NOTES)
    assert "notulen\\.txt :gray[1 kB]" in texts(app)
    save(fill(app, "Wat laat dit zien?", "Notulen van mei"))
    (proof,) = proofs(engine, who)
    assert (proof.kind, proof.text, proof.file and proof.file.name) == (
        EvidenceKind.DOCUMENT, "Notulen van mei", "notulen.txt",
    )  # fmt: skip
    assert in_store(engine) == {NOTES[1]}


def test_a_photo_needs_consent_and_is_stored_without_hidden_data(engine: Engine, who: Who) -> None:
    app = save(chosen(engine, who, PHOTO))
    assert "Zeg bij elke foto of die hier mag staan" in messages(app)
    assert proofs(engine, who) == ()
    save(fill(app, "Mag deze foto hier staan?", NOBODY_RECOGNISABLE))
    (proof,) = proofs(engine, who)
    assert proof.file is not None
    assert proof.file.consent == NOBODY_RECOGNISABLE
    assert b"Sanne" not in b"".join(in_store(engine)) != b""


def test_consent_that_was_asked_says_how(engine: Engine, who: Who) -> None:
    app = fill(chosen(engine, who, PHOTO), "Mag deze foto hier staan?", "agreed")
    assert "Zeg bij elke foto" in messages(save(app))
    save(fill(app, "Hoe en wanneer is dat gevraagd?", "  In het overleg van mei "))
    (proof,) = proofs(engine, who)
    assert proof.file is not None
    assert proof.file.consent == "In het overleg van mei"


def test_a_file_that_cannot_be_kept_says_why_and_the_others_go_along(engine: Engine, who: Who) -> None:
    app = chosen(engine, who, NOTES, ("kapot.jpg", PHOTO[1][:200], "image/jpeg"), ("raar.pdf", b"\0x", "x/x"))
    assert "De foto kapot.jpg is niet goed te lezen" in messages(app)
    assert "raar.pdf is geen foto of document" in messages(app)
    assert app.text_area(key="log_what").value
    save(app)
    assert names(engine, who) == ["notulen.txt"]


def test_files_are_added_one_after_the_other_and_the_same_one_once(engine: Engine, who: Who) -> None:
    app = choose(chosen(engine, who, NOTES), ("verslag.pdf", PDF, "application/pdf"), NOTES)
    save(app)
    assert names(engine, who) == ["notulen.txt", "verslag.pdf"]


def test_an_eleventh_file_is_refused_and_ten_stay(engine: Engine, who: Who) -> None:
    app = chosen(engine, who, *((f"{number}.txt", str(number).encode(), "text/plain") for number in range(11)))
    assert "hooguit 10 bestanden" in messages(app)
    save(app)
    assert len(names(engine, who)) == 10


def test_what_is_taken_off_before_saving_is_never_kept(engine: Engine, who: Who) -> None:
    app = chosen(engine, who, NOTES)
    save(fill(app, "Weghalen bij het opslaan", True))
    assert (names(engine, who), in_store(engine)) == ([], set())
    assert len(kept(engine)) == 1


def test_nothing_is_kept_before_it_is_saved(engine: Engine, who: Who) -> None:
    chosen(engine, who, NOTES)
    assert in_store(engine) == set()


def test_files_wait_while_another_page_is_looked_at(engine: Engine, who: Who) -> None:
    app = fill(chosen(engine, who, NOTES), "Wat laat dit zien?", "Notulen van mei")
    app.switch_page(PAGE).run()
    app.switch_page(LOG).run()
    save(app)
    assert [(proof.text, proof.file and proof.file.name) for proof in proofs(engine, who)] == [
        ("Notulen van mei", "notulen.txt")
    ]


@pytest.mark.parametrize("name", ["leerling Sanne.txt", "0612345678.txt"])
def test_the_name_of_a_file_is_checked_too(engine: Engine, who: Who, name: str) -> None:
    app = save(chosen(engine, who, (name, b"x", "text/plain")))
    assert proofs(engine, who) == ()
    assert "Er is nog niets opgeslagen" in messages(app)


def test_a_caption_and_a_consent_note_are_checked_too(engine: Engine, who: Who) -> None:
    app = fill(chosen(engine, who, PHOTO), "Mag deze foto hier staan?", "agreed")
    save(fill(app, "Hoe en wanneer is dat gevraagd?", "Moeder van Sanne de Vries, per mail"))
    assert proofs(engine, who) == ()
    assert "Er is nog niets opgeslagen" in messages(app)


def test_undo_restores_files_that_were_cleaned_up_meanwhile(engine: Engine, who: Who) -> None:
    app = save(fill(chosen(engine, who, NOTES), "Wat laat dit zien?", "Notulen van mei"))
    app.button(key="undo_saved").click().run()
    assert proofs(engine, who) == ()
    with open_read_session(engine) as session:
        evidence_files.remove_unreferenced(session, store(engine), even_new=True)
    assert in_store(engine) == set()
    save(app)
    assert [(proof.text, proof.file and proof.file.name) for proof in proofs(engine, who)] == [
        ("Notulen van mei", "notulen.txt")
    ]
    assert in_store(engine) == {NOTES[1]}


def test_undo_puts_many_texts_back_each_in_a_row(engine: Engine, who: Who) -> None:
    app = typed(engine, who)
    for row in range(4):
        app.text_input(key=f"log_evidence_{row}").set_value(f"Verslag {row}").run()
    save(app)
    app.button(key="undo_saved").click().run()
    save(app)
    assert [proof.text for proof in proofs(engine, who)] == [f"Verslag {row}" for row in range(4)]


def test_the_next_observation_begins_without_files(engine: Engine, who: Who) -> None:
    app = save(chosen(engine, who, NOTES))
    app.button(key="another").click().run()
    assert "notulen" not in texts(app)


def test_a_draft_keeps_its_files(engine: Engine, who: Who) -> None:
    save(chosen(engine, who, NOTES), "draft_button")
    assert [row.state for row in kept(engine)] == [State.DRAFT]
    assert names(engine, who) == ["notulen.txt"]


@pytest.mark.parametrize("off", [True, False])
def test_a_file_stays_or_is_taken_off_when_the_observation_is_changed(engine: Engine, who: Who, off: bool) -> None:
    made = with_file(engine, who, "Verslag [x](y)")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    fill(app, "Weghalen bij het opslaan", off)
    app.text_area(key="logbook_fields_what").set_value("Anders gezegd.").run()
    save(app, "logbook_save")
    with open_read_session(engine) as session:
        said = records.get_observation(session, who, made).details
    assert (said.what, len(said.evidence)) == ("Anders gezegd.", int(not off))


def test_changing_adds_a_file_and_words_a_caption_anew(engine: Engine, who: Who) -> None:
    made = with_file(engine, who, "De werkplaats", PHOTO[1], "In het overleg")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    assert field(app, "Hoe en wanneer is dat gevraagd?").value == "In het overleg"  # type: ignore[attr-defined]
    fill(app, "Wat laat dit zien?", "De nieuwe werkplaats")
    save(choose(app, NOTES), "logbook_save")
    assert [proof.text for proof in proofs(engine, who)] == ["De nieuwe werkplaats", ""]
    assert len(in_store(engine)) == 2


def test_what_was_chosen_for_one_change_is_not_there_for_the_next(engine: Engine, who: Who) -> None:
    made = with_file(engine, who)
    app = choose(click(open_page(who, PAGE, o=made), "Wijzigen"), NOTES)
    click(app, "Annuleren")
    click(app, "Wijzigen")
    assert "notulen" not in texts(app)
    assert "verslag\\.pdf" in texts(app)


def test_two_observations_keep_one_content_once(engine: Engine, who: Who) -> None:
    for _ in range(2):
        app = save(chosen(engine, who, NOTES))
        app.button(key="another").click().run()
    assert names(engine, who) == ["notulen.txt"] * 2
    assert len(in_store(engine)) == 1


def test_a_file_that_was_chosen_survives_a_change_by_somebody_else(engine: Engine, who: Who) -> None:
    made = with_file(engine, who)
    app = choose(click(open_page(who, PAGE, o=made), "Wijzigen"), NOTES)
    with open_write_session(engine) as session:
        said = records.get_observation(session, who, made).details
        records.change_observation(session, who, made, replace(said, what="Hun tekst."), TODAY, version=1)
    save(app, "logbook_save")
    assert "Iemand anders heeft dit intussen gewijzigd" in messages(app)
    assert in_store(engine) == {PDF, NOTES[1]}
    save(app, "logbook_save")
    with open_read_session(engine) as session:
        now = records.get_observation(session, who, made).details
    assert now.what == "Hun tekst."
    assert names(engine, who) == ["verslag.pdf", "notulen.txt"]
