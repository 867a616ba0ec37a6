"""Every field of an observation can be filled in, is looked through, comes back and is shown on the screens."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from db import collaborations, milestones, tables
from db.observations import records
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.milestones.milestone_rules import STORY_FIELDS
from impact.model import TYPED_FIELDS, FieldKind, Level, NewObservation, Precision, Who
from impact.words import get_text
from pages.observation import draft
from pages.ui.language import CHOSEN_LANGUAGE_STATE
from tests.build import TODAY, make_observation, make_person, rings_of, token
from tests.filled import list_differing, mail_of, make_filled, word_of
from tests.pages.doors import open_page, press, texts
from tests.pages.logbook import PAGE as LOGBOOK
from tests.pages.logbook import click, kept

LOG = "pages/observation/screen.py"
FREE = [field.name for field in TYPED_FIELDS if field.is_free_text]


@pytest.fixture
def filled(engine: Engine, who: Who) -> tuple[NewObservation, NewObservation]:
    """Two observations of this collaboration with something in every field."""
    with open_write_session(engine) as session:
        themes = [theme.id for ring in rings_of(session, who) for theme in ring.themes]
        organisations = [one.id for one in collaborations.list_organisations(session, who)]
        stones = [collaborations.find_or_add_named(session, who, tables.Activity, name) for name in ("Kring", "Stage")]
    ids = {"theme_id": themes, "organisation_id": organisations, "activity_id": stones}
    chosen = {name: (first, second) for name, (first, second, *_) in ids.items()}
    return make_filled(0, chosen), make_filled(1, chosen)


def in_widgets(engine: Engine, who: Who, said: NewObservation) -> dict[str, Any]:
    """What stands in each widget of the form, by the end of its key, when this observation is in it."""
    with open_read_session(engine) as session:
        ring = next(one for one in rings_of(session, who) if said.theme_id in [theme.id for theme in one.themes])
    widgets: dict[str, Any] = {"ring": ring.id, f"theme_{ring.id}": said.theme_id}
    for field in TYPED_FIELDS:
        value = getattr(said, field.name)
        if field.name == "precision":
            widgets["only_month"] = value is Precision.MONTH
        elif field.kind is FieldKind.EVIDENCE:
            widgets |= {"evidence_kind_0": value[0].kind.value, "evidence_0": value[0].text}
        elif field.name != "theme_id":
            widgets[field.short_name] = value.value if field.words else value
    return widgets


def widgets_of(app: AppTest, key: str) -> dict[str, Any]:
    """Every widget of the form with this key, by the end of its own key."""
    kinds = (
        app.text_area,
        app.text_input,
        app.date_input,
        app.number_input,
        app.selectbox,
        app.button_group,
        app.checkbox,
    )
    return {
        str(one.key).removeprefix(f"{key}_"): one
        for kind in kinds
        for one in kind
        if str(one.key).startswith(f"{key}_")
    }


def fill(app: AppTest, key: str, wanted: Mapping[str, Any]) -> AppTest:
    """Fill every widget in; the themes are there once a ring is chosen."""
    for name, value in wanted.items():
        widgets_of(app, key)[name].set_value(value)
        if name in ("ring", "direction"):
            app.run()
    app.run()
    assert not app.exception
    return app


def marked(app: AppTest, number: int = 0) -> list[str]:
    """The free texts that are marked as personal data on this screen."""
    return [name for name in FREE if f"**{mail_of(name, number).partition('@')[0]}" in texts(app)]


def draft_of(app: AppTest) -> dict[str, Any]:
    """What the form hands to the browser to be kept there."""
    (component,) = [one for one in app.get("bidi_component") if "draft" in one.proto.component_name]
    told: dict[str, Any] = json.loads(component.proto.json)
    return told


def put_back_of(monkeypatch: pytest.MonkeyPatch, engine: Engine, who: Who, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the widgets when the browser hands this draft back."""
    with open_read_session(engine) as session:
        rings = rings_of(session, who)
        named = {
            "organisation": [one.id for one in collaborations.list_organisations(session, who)],
            "activity": [one.id for one in collaborations.list_activities(session, who)],
        }
    state: dict[str, Any] = {CHOSEN_LANGUAGE_STATE: "nl", draft.COMPONENT_KEY: {"restored": typed}}
    with monkeypatch.context() as patched:
        patched.setattr("streamlit.session_state", state)
        draft._restore_draft("log", rings, named)
    empty = {f"evidence_{row}": "" for row in (1, 2)} | {f"evidence_kind_{row}": "link" for row in (1, 2)}
    back = {name.removeprefix("log_"): value for name, value in state.items() if name.startswith("log_")}
    return {name: value for name, value in back.items() if name not in empty}


def test_every_field_is_checked_for_privacy_saved_and_restored_by_undo(
    engine: Engine, who: Who, filled: tuple[NewObservation, NewObservation], monkeypatch: pytest.MonkeyPatch
) -> None:
    said, _ = filled
    wanted = in_widgets(engine, who, said)
    app = fill(open_page(who, LOG), "log", wanted)
    assert marked(app) == FREE
    press(app, "save_button")
    with open_read_session(engine) as session:
        assert session.scalars(select(tables.Observation.id)).all() == []
    assert put_back_of(monkeypatch, engine, who, draft_of(app)) == wanted
    press(press(app, "log_privacy_keep_button"), "save_button")
    with open_read_session(engine) as session:
        made = session.scalars(select(tables.Observation.id)).one()
        assert list_differing(records.get_observation(session, who, made).details, said) == []
        assert session.scalars(select(tables.Overrule.reasons)).one() == ["email"]
    press(app, "undo_saved")
    back = {name: widget.value for name, widget in widgets_of(app, "log").items()}
    assert [name for name, value in wanted.items() if str(back.get(name)) != str(value)] == []


def test_every_field_in_a_conflict_is_shown_looked_through_and_kept(
    engine: Engine, who: Who, filled: tuple[NewObservation, NewObservation]
) -> None:
    theirs, mine = filled
    start = NewObservation(**{field.name: getattr(theirs, field.name) for field in TYPED_FIELDS if field.is_required})
    with open_write_session(engine) as session:
        made = records.log_observation(session, who, start, TODAY, token=token())
        other = make_person(session, who.collaboration_id, Role.COORDINATOR)
    app = click(open_page(who, LOGBOOK, o=made), "Wijzigen")
    fill(app, "logbook_fields", in_widgets(engine, who, mine))
    assert marked(app, 1) == FREE
    press(app, "logbook_fields_privacy_keep_button")
    with open_write_session(engine) as session:
        records.change_observation(session, other, made, theirs, TODAY, version=1)
    press(app, "logbook_save")
    sides = {str(one.key).removeprefix("logbook_merge_1_"): one for one in app.radio}
    assert [field.name for field in TYPED_FIELDS if field.name not in sides] == []
    for side in app.radio:
        side.set_value("theirs")
    assert marked(app.run()) == FREE
    for side in app.radio:
        side.set_value("mine")
    # These very texts were let stand before.
    assert marked(app.run(), 1) == []
    press(app, "logbook_save")
    assert list_differing(kept(engine, who, made).details, mine) == []


def test_what_is_optional_can_be_emptied_again(
    engine: Engine, who: Who, filled: tuple[NewObservation, NewObservation]
) -> None:
    with open_write_session(engine) as session:
        made = records.log_observation(session, who, filled[0], TODAY, token=token())
    app = click(open_page(who, LOGBOOK, o=made), "Wijzigen")
    fields = widgets_of(app, "logbook_fields")
    # Only a field without a default can be emptied in a browser; what it begins with stands in the session.
    for name in ("reached", "organisation", "activity"):
        assert not fields[name].proto.HasField("default"), name
        fields[name].set_value(None)
    app.run()
    press(press(app, "logbook_fields_privacy_keep_button"), "logbook_save")
    said = kept(engine, who, made).details
    assert (said.reached, said.organisation_id, said.activity_id) == (None, None, None)


def in_words(said: NewObservation, names: Mapping[str, str]) -> dict[str, str]:
    """For each field a piece of how a Dutch reader sees it."""
    months = {3: "mrt 2026", 4: "apr 2026"}
    found = {}
    for field in TYPED_FIELDS:
        value = getattr(said, field.name)
        if field.kind is FieldKind.DAY:
            found[field.name] = months[value.month]
        elif field.kind is FieldKind.NUMBER:
            found[field.name] = f"{value:,}".replace(",", "\\.")
        elif field.kind is FieldKind.REFERENCE:
            found[field.name] = names[value]
        elif field.words:
            found[field.name] = get_text("nl", f"model.{field.name}.{value.value}")
        else:
            found[field.name] = word_of(field.name)
    return found


def names_of(engine: Engine, who: Who) -> dict[str, str]:
    with open_read_session(engine) as session:
        places = (*collaborations.list_organisations(session, who), *collaborations.list_activities(session, who))
        themes = {theme.id: theme.label for ring in rings_of(session, who) for theme in ring.themes}
        return {one.id: one.name for one in places} | themes


def test_every_field_is_shown_in_the_logbook_and_in_the_history(
    engine: Engine, who: Who, filled: tuple[NewObservation, NewObservation]
) -> None:
    first, second = filled
    with open_write_session(engine) as session:
        made = records.log_observation(session, who, first, TODAY, token=token())
    shown, names = texts(open_page(who, LOGBOOK, o=made)), names_of(engine, who)
    # How exactly it is known shows in the day itself.
    words = in_words(first, names) | {"precision": "· 1 mrt 2026"}
    assert [name for name, word in words.items() if word not in shown] == []
    with open_write_session(engine) as session:
        records.change_observation(session, who, made, second, TODAY, version=1)
    shown = texts(open_page(who, LOGBOOK, o=made))
    labels = {field.name: get_text("nl", f"common.field.{field.name.removesuffix('_id')}") for field in TYPED_FIELDS}
    assert [name for name, label in labels.items() if f"\n{label}: " not in shown] == []
    assert [name for name, word in in_words(first, names).items() if word not in shown] == []
    assert "· apr 2026" in shown, "only the month is known"


@pytest.mark.parametrize("name", [name for name in FREE if name != "what"])
def test_every_free_text_is_quoted_where_it_is_what_was_searched_for(
    engine: Engine, who: Who, filled: tuple[NewObservation, NewObservation], name: str
) -> None:
    with open_write_session(engine) as session:
        records.log_observation(session, who, filled[0], TODAY, token=token())
    assert f":orange-background[{word_of(name)}]" in texts(open_page(who, LOGBOOK, q=word_of(name)))


def test_every_text_of_a_milestone_is_looked_through_and_kept(engine: Engine, who: Who) -> None:
    names = ("title", *STORY_FIELDS)
    with open_write_session(engine) as session:
        make_observation(session, who)
    app = press(open_page(who, "pages/timeline/screen.py"), "timeline_add")
    for one in (*app.text_input, *app.text_area):
        if str(one.key).removeprefix("milestone_") in names:
            one.set_value(mail_of(str(one.key).removeprefix("milestone_")))
    press(app, "milestone_save")
    shown = texts(app)
    assert [name for name in names if f"**{mail_of(name).partition('@')[0]}" not in shown] == []
    press(press(app, "milestone_privacy_keep_button"), "milestone_save")
    with open_read_session(engine) as session:
        (kept_one,) = milestones.list_milestones(session, who)
    assert {name: getattr(kept_one.details, name) for name in names} == {name: mail_of(name) for name in names}


def test_every_text_of_a_wish_is_looked_through_and_kept(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        theme = rings_of(session, who)[0].themes[0]
    names = ("label", "wish", *(f"wording_{int(level)}" for level in Level))
    app = press(open_page(who, "pages/desired/screen.py"), f"theme_change_{theme.id}")
    for one in (*app.text_input, *app.text_area):
        if str(one.key).removeprefix("desired_open_") in names:
            one.set_value(mail_of(str(one.key).removeprefix("desired_open_")))
    press(app, "theme_save")
    shown = texts(app)
    assert [name for name in names if f"**{mail_of(name).partition('@')[0]}" not in shown] == []
    press(press(app, "desired_open_privacy_keep_button"), "theme_save")
    with open_read_session(engine) as session:
        now = rings_of(session, who)[0].themes[0]
    assert (now.label, now.wish, *now.wordings) == tuple(mail_of(name) for name in names)
