"""The logbook as somebody uses it: changing an observation, and two or three who change the same one."""

from dataclasses import replace

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db.observations import records
from db.session import open_write_session
from impact.access import Role
from impact.model import Evidence, EvidenceKind, State, Who
from tests.build import TODAY
from tests.pages.doors import messages, open_page, texts
from tests.pages.logbook import PAGE, buttons, click, colleague, kept, log


def test_a_change_is_kept_and_shown_as_a_difference(engine: Engine, who: Who) -> None:
    evidence = (Evidence(EvidenceKind.QUOTE, "Dit doen we vaker."),)
    made = log(engine, who, "Docenten delen lessen", evidence=evidence, why="Tijd.")
    before = kept(engine, who, made)
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("Docenten delen al hun lessen").run()
    app.button(key="logbook_save").click().run()
    now = kept(engine, who, made)
    assert now.details == replace(before.details, what="Docenten delen al hun lessen")
    assert now.version == 2
    assert "De wijziging is opgeslagen." in messages(app)
    assert "Wat is er veranderd: Docenten delen lessen → **Docenten delen al hun lessen**" in texts(app)
    assert app.title[0].value == "Docenten delen al hun lessen"


def test_an_error_keeps_what_was_typed(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("   ")
    app.text_area(key="logbook_fields_why").set_value("Een lange uitleg die niet weg mag.").run()
    app.button(key="logbook_save").click().run()
    assert messages(app) == "Wat zag je veranderen?: vul dit nog in."
    assert app.text_area(key="logbook_fields_why").value == "Een lange uitleg die niet weg mag."
    app.text_area(key="logbook_fields_what").set_value("Docenten delen al hun lessen").run()
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).details.why == "Een lange uitleg die niet weg mag."


def test_a_change_that_may_point_to_a_person_is_asked_about_first(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("Mail naar jan@example.org voor de lessen").run()
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).version == 1
    app.button(key="logbook_fields_privacy_keep_button").click().run()
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).details.what == "Mail naar jan@example.org voor de lessen"


def somebody_changes(engine: Engine, who: Who, made: str, **texts: str) -> None:
    one = kept(engine, who, made)
    with open_write_session(engine) as session:
        records.change_observation(session, who, made, replace(one.details, **texts), TODAY, version=one.version)  # type: ignore[arg-type]


def meanwhile(engine: Engine, who: Who, mine: dict[str, str], theirs: dict[str, str]) -> tuple[AppTest, str]:
    """A change of mine that is saved after somebody else saved theirs; returns the screen and the observation."""
    made = log(engine, who, "Docenten delen lessen", why="Tijd.")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    for name, text in mine.items():
        app.text_area(key=f"logbook_fields_{name}").set_value(text).run()
    somebody_changes(engine, colleague(engine, who, Role.COORDINATOR), made, **theirs)
    app.button(key="logbook_save").click().run()
    return app, made


def test_the_second_of_two_sees_both_texts_and_chooses(engine: Engine, who: Who) -> None:
    app, made = meanwhile(engine, who, {"what": "Mijn tekst"}, {"what": "Hun tekst"})
    assert "Iemand anders heeft dit intussen gewijzigd" in messages(app)
    assert "Jouw versie:  \nMijn tekst" in texts(app)
    assert "Zoals het er nu staat:  \nHun tekst" in texts(app)
    assert "Jullie wijzigden dit allebei" in texts(app)
    assert kept(engine, who, made).details.what == "Hun tekst"
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).details.what == "Mijn tekst"
    assert "Hun tekst → **Mijn tekst**" in texts(app)


def test_what_only_one_changed_is_kept_without_asking(engine: Engine, who: Who) -> None:
    app, made = meanwhile(engine, who, {"why": "Mijn waarom"}, {"what": "Hun tekst"})
    assert [one.value for one in app.radio] == ["theirs", "mine"]
    assert "Jullie wijzigden dit allebei" not in texts(app)
    app.button(key="logbook_save").click().run()
    said = kept(engine, who, made).details
    assert (said.what, said.why) == ("Hun tekst", "Mijn waarom")


def test_for_each_field_somebody_chooses_and_may_work_on_the_text(engine: Engine, who: Who) -> None:
    mine, theirs = {"what": "Mijn tekst", "why": "Mijn waarom"}, {"what": "Hun tekst", "why": "Hun waarom"}
    app, made = meanwhile(engine, who, mine, theirs)
    app.radio(key="logbook_merge_1_what").set_value("theirs").run()
    app.text_area(key="logbook_merge_1_what_theirs").set_value("Hun tekst, aangevuld").run()
    app.button(key="logbook_save").click().run()
    said = kept(engine, who, made).details
    assert (said.what, said.why) == ("Hun tekst, aangevuld", "Mijn waarom")


def test_what_was_typed_waits_on_its_own_side(engine: Engine, who: Who) -> None:
    app, _ = meanwhile(engine, who, {"what": "Mijn tekst"}, {"what": "Hun tekst"})
    app.text_area(key="logbook_merge_1_what_mine").set_value("Mijn tekst, beter").run()
    app.radio(key="logbook_merge_1_what").set_value("theirs").run()
    app.radio(key="logbook_merge_1_what").set_value("mine").run()
    assert app.text_area(key="logbook_merge_1_what_mine").value == "Mijn tekst, beter"


def test_a_third_who_saves_in_between_loses_nothing_of_mine(engine: Engine, who: Who) -> None:
    app, made = meanwhile(engine, who, {"what": "Mijn tekst"}, {"what": "Hun tekst"})
    app.text_area(key="logbook_merge_1_what_mine").set_value("Onze tekst").run()
    somebody_changes(engine, colleague(engine, who, Role.COORDINATOR), made, what="Nog een tekst", why="Zomaar.")
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).details.what == "Nog een tekst"
    assert app.text_area(key="logbook_merge_2_what_mine").value == "Onze tekst"
    assert app.radio(key="logbook_merge_2_why").value == "theirs"
    app.button(key="logbook_save").click().run()
    said = kept(engine, who, made).details
    assert (said.what, said.why) == ("Onze tekst", "Zomaar.")


def test_what_is_typed_while_comparing_may_be_wrong_and_stays(engine: Engine, who: Who) -> None:
    app, made = meanwhile(engine, who, {"what": "Mijn tekst"}, {"what": "Hun tekst"})
    app.text_area(key="logbook_merge_1_what_mine").set_value("Mail naar jan@example.org").run()
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).details.what == "Hun tekst"
    assert app.text_area(key="logbook_merge_1_what_mine").value == "Mail naar jan@example.org"


def test_the_second_of_two_may_leave_what_the_first_wrote(engine: Engine, who: Who) -> None:
    app, made = meanwhile(engine, who, {"what": "Mijn tekst"}, {"what": "Hun tekst"})
    click(app, "Alles laten zoals het nu is")
    assert app.title[0].value == "Hun tekst"
    assert kept(engine, who, made).version == 2


def test_an_observation_binned_meanwhile_is_not_saved_and_the_text_stays(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("Mijn tekst").run()
    with open_write_session(engine) as session:
        row = records.lock_observation(session, who, made, 1)
        records.save_change(session, who, row, kept(engine, who, made).details, State.BINNED)
    for _ in range(2):
        app.button(key="logbook_save").click().run()
    assert "Dat mag je hier niet doen" in messages(app)
    assert app.text_area(key="logbook_merge_1_what_mine").value == "Mijn tekst"
    assert kept(engine, who, made).details.what == "Docenten delen lessen"


def test_a_writer_reads_beforehand_that_a_judgement_falls(engine: Engine, who: Who) -> None:
    writer = colleague(engine, who)
    made = log(engine, writer, "Docenten delen lessen", state=State.CONFIRMED)
    app = click(open_page(writer, PAGE, o=made), "Wijzigen")
    assert "staat die daarna weer op gedeeld" in messages(app)
    app.text_area(key="logbook_fields_what").set_value("Docenten delen al hun lessen").run()
    app.button(key="logbook_save").click().run()
    assert kept(engine, who, made).state is State.SHARED
    assert "staat die daarna weer op gedeeld" not in messages(click(open_page(who, PAGE, o=made), "Wijzigen"))


def test_saving_again_what_was_just_saved_is_no_conflict(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    app = click(open_page(who, PAGE, o=made), "Wijzigen")
    app.text_area(key="logbook_fields_what").set_value("Mijn tekst").run()
    somebody_changes(engine, who, made, what="Mijn tekst")
    app.button(key="logbook_save").click().run()
    assert "De wijziging is opgeslagen." in messages(app)
    assert kept(engine, who, made).version == 2


def test_english_readers_read_english(engine: Engine, who: Who) -> None:
    made = log(engine, who, "Docenten delen lessen")
    assert "1 observation**" in texts(open_page(who, PAGE, language="en"))
    assert buttons(open_page(who, PAGE, language="en", o=made))[1:] == ["Edit", "Confirm", "Dispute", "Withdraw"]
