"""The timeline as somebody uses it: adding, keeping what was typed, holding ready, revealing, changing, taking away."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from db import milestones
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import Milestone, MilestoneKind, NewMilestone, Phase, Who
from pages.ui.language import escape_markdown
from tests.build import make_collaboration, make_observation, make_person, rings_of, token
from tests.pages.doors import open_page, texts

PAGE = "pages/timeline/screen.py"
SEEN_ON = date(2026, 11, 2)


@pytest.fixture
def who(engine: Engine) -> Who:
    with open_write_session(engine) as session:
        owner = make_collaboration(session)
        make_observation(session, owner)
    return owner


def add(engine: Engine, who: Who, title: str = "Open dag", **fields: Any) -> Milestone:
    asked: dict[str, Any] = {"kind": MilestoneKind.SUCCESS, "on": SEEN_ON} | fields
    with open_write_session(engine) as session:
        made = milestones.add_milestone(
            session, who, NewMilestone(title=title, **asked), date(2026, 11, 15), token=token()
        )
    return next(one for one in kept(engine, who) if one.id == made)


def kept(engine: Engine, who: Who) -> tuple[Milestone, ...]:
    with open_read_session(engine) as session:
        return milestones.list_milestones(session, who)


def test_an_empty_timeline_asks_a_question(who: Who) -> None:
    app = open_page(who, PAGE)
    assert app.title[0].value == "Tijdlijn"
    assert app.info[0].value == "Nog geen mijlpalen. Wat hebben jullie al gevierd?"


def test_a_milestone_is_added_with_its_story(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE)
    app.button(key="timeline_add").click().run()
    app.button_group(key="milestone_kind").set_value("brilliant_failure").run()
    app.text_input(key="milestone_title").set_value("Keuzedeel zonder rooster")
    app.date_input(key="milestone_on").set_value(SEEN_ON)
    app.text_area(key="milestone_learned").set_value("Eerst het rooster.")
    app.button(key="milestone_save").click().run()
    (saved,) = kept(engine, who)
    assert saved.details == NewMilestone(
        MilestoneKind.BRILLIANT_FAILURE, "Keuzedeel zonder rooster", SEEN_ON, learned="Eerst het rooster."
    )
    assert "milestone_form" not in texts(app)
    assert "Eerst het rooster\\." in texts(app)


def test_nothing_typed_is_lost_when_something_does_not_fit(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE)
    app.button(key="timeline_add").click().run()
    app.text_area(key="milestone_happened").set_value("Het liep anders.")
    app.date_input(key="milestone_on").set_value(date.today() + timedelta(days=30))  # noqa: DTZ011
    app.button(key="milestone_save").click().run()
    assert [one.value for one in app.error] == [
        "Titel: vul dit nog in.",
        "Wanneer: deze dag moet nog komen. Kies vandaag of eerder, of zet de mijlpaal klaar.",
    ]
    assert app.text_area(key="milestone_happened").value == "Het liep anders."
    assert kept(engine, who) == ()
    app.text_input(key="milestone_title").set_value("Open dag")
    app.toggle(key="milestone_held").set_value(True)
    app.button(key="milestone_save").click().run()
    (saved,) = kept(engine, who)
    assert (saved.details.happened, saved.is_held_ready) == ("Het liep anders.", True)


def test_a_phase_change_asks_for_its_phase_and_takes_its_name(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE)
    app.button(key="timeline_add").click().run()
    app.button_group(key="milestone_kind").set_value("phase_change").run()
    app.button(key="milestone_save").click().run()
    assert "Fase: vul dit nog in." in [one.value for one in app.error]
    app.selectbox(key="milestone_phase").set_value("ideas")
    app.button(key="milestone_save").click().run()
    (saved,) = kept(engine, who)
    assert (saved.details.phase, saved.details.title) == (Phase.IDEAS, "Ideeën en proberen")


def test_a_text_that_may_point_to_somebody_is_asked_about_first(engine: Engine, who: Who) -> None:
    app = open_page(who, PAGE)
    app.button(key="timeline_add").click().run()
    app.text_input(key="milestone_title").set_value("Gebeld met 06 12345678")
    app.button(key="milestone_save").click().run()
    assert kept(engine, who) == ()
    app.button(key="milestone_privacy_keep_button").click().run()
    app.button(key="milestone_save").click().run()
    assert kept(engine, who)[0].details.title == "Gebeld met 06 12345678"


def test_what_is_held_ready_is_not_given_away_until_it_is_revealed(engine: Engine, who: Who) -> None:
    held = add(engine, who, "De verrassing", held=True, on=date(2026, 12, 18))
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    assert "De verrassing" not in texts(open_page(viewer, PAGE))
    app = open_page(who, PAGE)
    app.button(key=f"reveal_next_{held.id}").click().run()
    assert app.title[0].value == "De verrassing"
    app.button(key="reveal_back").click().run()
    assert app.title[0].value == "Tijdlijn"
    assert "De verrassing" in texts(open_page(viewer, PAGE))
    assert not kept(engine, who)[0].is_held_ready


def test_a_milestone_is_held_ready_from_its_card(engine: Engine, who: Who) -> None:
    one = add(engine, who)
    open_page(who, PAGE).button(key=f"hold_{one.id}").click().run()
    assert kept(engine, who)[0].is_held_ready


def test_who_saves_second_sees_the_other_version_and_keeps_the_text(engine: Engine, who: Who) -> None:
    one = add(engine, who)
    app = open_page(who, PAGE)
    app.button(key=f"edit_{one.id}").click().run()
    with open_write_session(engine) as session:
        theirs = NewMilestone(MilestoneKind.SUCCESS, "Van een ander", SEEN_ON)
        milestones.change_milestone(session, who, one.id, theirs, SEEN_ON, version=1)
    app.text_input(key="milestone_title").set_value("Van mij")
    app.button(key="milestone_save").click().run()
    assert "Iemand anders heeft dit intussen gewijzigd" in app.error[0].value
    assert "Van een ander" in texts(app)
    assert app.text_input(key="milestone_title").value == "Van mij"
    assert kept(engine, who)[0].details.title == "Van een ander"
    app.button(key="milestone_save").click().run()
    assert kept(engine, who)[0].details.title == "Van mij"


def test_what_was_taken_away_comes_back(engine: Engine, who: Who) -> None:
    one = add(engine, who)
    app = open_page(who, PAGE)
    app.button(key=f"remove_{one.id}").click().run()
    assert kept(engine, who) == ()
    app.button(key="milestone_undo").click().run()
    assert [again.details for again in kept(engine, who)] == [one.details]


def test_a_viewer_looks_and_finds_no_buttons(engine: Engine, who: Who) -> None:
    one = add(engine, who)
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    app = open_page(viewer, PAGE)
    assert "Open dag" in texts(app)
    keys = {button.key for button in app.button}
    assert not keys & {"timeline_add", f"edit_{one.id}", f"hold_{one.id}", f"remove_{one.id}"}


def test_a_link_opens_one_card_and_an_unknown_one_is_ignored(engine: Engine, who: Who) -> None:
    one = add(engine, who)
    add(engine, who, "Later", on=date(2026, 11, 5))
    first = open_page(who, PAGE, milestone=one.id)
    assert first.subheader[0].value == "1 · Open dag"
    assert first.selectbox(key="timeline_open").value == one.id
    assert open_page(who, PAGE, milestone="nobody").subheader[0].value == "2 · Later"


def test_the_filters_stand_in_the_address(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        ring = rings_of(session, who)[1].id
    add(engine, who, "Van docenten", ring_id=ring)
    add(engine, who, "Besluit", kind=MilestoneKind.DECISION)
    app = open_page(who, PAGE, ring=ring)
    assert "Van docenten" in texts(app)
    assert "Besluit" not in texts(app)
    app.button_group(key="timeline_ring").set_value(None).run()
    app.button_group(key="timeline_kinds").set_value(["decision"]).run()
    assert "Van docenten" not in texts(app)
    assert app.query_params["kind"] == "decision"
    assert "ring" not in app.query_params
    assert "Van docenten" in texts(open_page(who, PAGE, kind="no such kind", ring="no such ring"))


def test_text_of_a_user_is_never_markup(engine: Engine, who: Who) -> None:
    add(engine, who, "<b>*Vet*</b>", intention="# Kop\n    code")
    app = open_page(who, PAGE)
    assert escape_markdown("<b>*Vet*</b>") in app.subheader[0].value
    assert "\\# Kop  \ncode" in texts(app)


def test_shown_milestones_can_be_downloaded_unless_all_are_held_ready(engine: Engine, who: Who) -> None:
    add(engine, who, "De verrassing", held=True, on=date(2026, 12, 18))
    labels = {"Naar je agenda (iCalendar)", "Voor TimelineJS (CSV)"}
    assert not labels & {one.proto.label for one in open_page(who, PAGE).get("download_button")}
    add(engine, who)
    assert labels < {one.proto.label for one in open_page(who, PAGE).get("download_button")}
