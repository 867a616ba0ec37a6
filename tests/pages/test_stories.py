"""The stories as somebody uses them: keeping, reading, ordering, retelling, removing, making by hand, and the card."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from db import tables
from db.ripples import stories
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import Certainty, RippleKind, Rung, State, Who
from impact.ripples.stories import StoryDetails, StoryPath, StoryPoint
from tests.build import make_collaboration, make_observation, make_person, rings_of, token
from tests.db.linking import join, stone
from tests.pages.doors import open_page, texts

PAGE = "pages/stories/screen.py"
WHATS = ("De schoolleiding geeft *tijd*.", "Docenten maken samen les.", "Leerlingen vragen een tweede dag.")


@pytest.fixture
def path(engine: Engine, who: Who) -> StoryPath:
    """A chain of three observations that an activity led to."""
    with open_write_session(engine) as session:
        rings = ("Scholen", "Docenten", "Leerlingen en studenten")
        ids = [
            make_observation(session, who, ring, what=what, seen_on=date(2026, month, 5), rung=Rung.DOCUMENT)
            for ring, what, month in zip(rings, WHATS, (2, 5, 9), strict=True)
        ]
        activity = stone(session, who)
        join(session, who, ids[0], cause_activity_id=activity)
        join(session, who, ids[1], ids[0], kind=RippleKind.MAKES_POSSIBLE)
        join(session, who, ids[2], ids[1], certainty=Certainty.SUSPECTED, why="Zij zeiden het zelf.")
    return StoryPoint(activity_id=activity), *map(StoryPoint, ids)


def keep(engine: Engine, who: Who, path: StoryPath, name: str = "Tijd werkt door", telling: str = "") -> str:
    with open_write_session(engine) as session:
        return stories.add_story(session, who, name, path, telling, token=token())


def kept(engine: Engine, who: Who) -> tuple[StoryDetails, ...]:
    with open_read_session(engine) as session:
        return stories.list_stories(session, who)


def key_of(path: StoryPath) -> str:
    return "story_" + "_".join(one.observation_id or one.activity_id or "" for one in path)


def test_without_ripples_the_screen_offers_the_next_step(who: Who) -> None:
    app = open_page(who, PAGE)
    assert app.title[0].value == "Verhalen"
    assert "Wat leidde bij jullie tot wat?" in app.info[0].value


def test_a_proposed_story_is_kept_under_the_name_that_was_proposed(engine: Engine, who: Who, path: StoryPath) -> None:
    app = open_page(who, PAGE)
    told = texts(app)
    assert told.index("De schoolleiding") < told.index("Docenten maken") < told.index("Leerlingen vragen")
    assert "Docentstages" in told
    app.button(key=f"{key_of(path)}_keep").click().run()
    assert not app.exception
    (story,) = kept(engine, who)
    assert story.name == "Leerlingen vragen een tweede dag"
    assert story.path == path
    assert "Leerlingen vragen een tweede dag" in app.header[0].value
    assert "Alle sterke ketens zijn bewaard" in texts(app)


def test_a_name_that_is_taken_is_refused_and_what_was_typed_stays(engine: Engine, who: Who, path: StoryPath) -> None:
    keep(engine, who, path[1:3], "Bezet")
    app = open_page(who, PAGE)
    app.text_input(key=f"{key_of(path)}_name").set_value("Bezet")
    app.text_area(key=f"{key_of(path)}_telling").set_value("Zo ging het.")
    app.button(key=f"{key_of(path)}_keep").click().run()
    assert "deze naam staat er al" in app.error[0].value
    assert app.text_area(key=f"{key_of(path)}_telling").value == "Zo ging het."
    assert len(kept(engine, who)) == 1


def test_a_telling_that_names_somebody_is_warned_about_before_it_is_kept(
    engine: Engine, who: Who, path: StoryPath
) -> None:
    app = open_page(who, PAGE)
    app.text_area(key=f"{key_of(path)}_telling").set_value("Bel 06-12345678 voor meer.")
    app.button(key=f"{key_of(path)}_keep").click().run()
    assert kept(engine, who) == ()
    app.button(key=f"{key_of(path)}_privacy_keep_button").click().run()
    app.button(key=f"{key_of(path)}_keep").click().run()
    assert len(kept(engine, who)) == 1
    with open_read_session(engine) as session:
        assert session.scalars(select(tables.Overrule.area)).all() == ["story"]


def test_a_story_opens_with_its_sentences_evidence_and_doubts(engine: Engine, who: Who, path: StoryPath) -> None:
    story = keep(engine, who, path, telling="Het begon *klein*.")
    app = open_page(who, PAGE, story=story)
    told = texts(app)
    assert app.title[0].value == "Tijd werkt door"
    assert "Het begon \\*klein\\*" in told
    assert "De schoolleiding geeft \\*tijd\\*" in told
    assert "maakt mogelijk \\(aannemelijk\\)" in told
    assert "Zij zeiden het zelf" in told
    assert "document of cijfers" in told
    assert "orde 3" in told
    assert "rimpel is alleen vermoed" in told
    assert "nog niet bevestigd \\(3\\)" in app.info[0].value
    assert "Tijd werkt door" in app.code[0].value
    assert "→ maakt mogelijk (aannemelijk):" in app.code[0].value


def test_the_link_to_the_discs_lines_the_story_up_in_its_last_month(engine: Engine, who: Who, path: StoryPath) -> None:
    story = keep(engine, who, path)
    with open_read_session(engine) as session:
        themes = {ring.name: ring.themes[0].id for ring in rings_of(session, who)}
    links = [one.proto.query_string for one in open_page(who, PAGE, story=story).get("page_link")]
    wanted = ",".join(themes[name] for name in ("Scholen", "Docenten", "Leerlingen en studenten"))
    assert any("month=2026-09" in one and wanted.replace(",", "%2C") in one for one in links)


def test_a_step_that_is_gone_leaves_a_gap_that_says_so(engine: Engine, who: Who, path: StoryPath) -> None:
    story = keep(engine, who, path)
    with open_write_session(engine) as session:
        row = session.get_one(tables.Observation, path[2].observation_id)
        row.state = State.BINNED
        session.delete(session.get_one(tables.Observation, path[3].observation_id))
    told = texts(open_page(who, PAGE, story=story))
    assert "Deze stap ligt in de prullenbak" in told
    assert "Deze stap is gewist" in told
    assert "Docenten maken samen les" not in told


def test_a_story_moves_up_and_down(engine: Engine, who: Who, path: StoryPath) -> None:
    first, second = keep(engine, who, path), keep(engine, who, path[1:3], "Korter")
    app = open_page(who, PAGE)
    app.button(key=f"story_move_-1_{second}_1").click().run()
    assert [one.id for one in kept(engine, who)] == [second, first]
    assert app.header[0].value == "Korter"


def test_a_story_gets_another_name_and_telling(engine: Engine, who: Who, path: StoryPath) -> None:
    story = keep(engine, who, path)
    app = open_page(who, PAGE, story=story)
    app.text_input(key=f"story_retell_{story}_name").set_value("Tijd maakt verschil")
    app.text_area(key=f"story_retell_{story}_telling").set_value("Zo ging het.")
    app.button(key=f"story_retell_{story}_save").click().run()
    assert app.title[0].value == "Tijd maakt verschil"
    assert kept(engine, who)[0].telling == "Zo ging het."


def test_what_somebody_else_changed_is_not_overwritten_unseen(engine: Engine, who: Who, path: StoryPath) -> None:
    story = keep(engine, who, path)
    app = open_page(who, PAGE, story=story)
    with open_write_session(engine) as session:
        stories.change_story(session, who, story, "Van de ander", "", version=1)
    app.text_input(key=f"story_retell_{story}_name").set_value("Van mij")
    app.button(key=f"story_retell_{story}_save").click().run()
    assert "Iemand anders heeft dit intussen gewijzigd" in app.error[0].value
    assert app.title[0].value == "Van de ander"
    assert app.text_input(key=f"story_retell_{story}_name").value == "Van mij"
    app.button(key=f"story_retell_{story}_save").click().run()
    assert kept(engine, who)[0].name == "Van mij"


def test_a_story_is_removed_and_put_back(engine: Engine, who: Who, path: StoryPath) -> None:
    story = keep(engine, who, path)
    app = open_page(who, PAGE, story=story)
    app.button(key=f"story_remove_{story}").click().run()
    assert kept(engine, who) == ()
    assert app.title[0].value == "Verhalen"
    app.button(key="story_put_back").click().run()
    assert [one.id for one in kept(engine, who)] == [story]
    assert not app.exception


def test_a_story_that_is_not_there_says_so(who: Who) -> None:
    app = open_page(who, PAGE, story="nonsense")
    assert app.info[0].value == "Dit verhaal is er niet meer."


def test_a_viewer_reads_and_changes_nothing(engine: Engine, who: Who, path: StoryPath) -> None:
    story = keep(engine, who, path[1:3])
    with open_write_session(engine) as session:
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    app = open_page(viewer, PAGE)
    assert "Tijd werkt door" in app.header[0].value
    assert [one.key for one in app.button if one.key and "story" in one.key] == []
    one = open_page(viewer, PAGE, story=story)
    assert [button.key for button in one.button if button.key and "story" in button.key] == []


def test_a_story_is_made_by_following_the_ripples(engine: Engine, who: Who, path: StoryPath) -> None:
    app = open_page(who, PAGE)
    app.session_state["story_make"] = True
    app.run()
    start = app.selectbox(key="story_start_0__")
    app.selectbox(key="story_start_0__").set_value(start.options.index(WHATS[1])).run()
    key = f"story_after_1_{path[2]}_{path[2]}"
    app.selectbox(key=key).set_value(0).run()
    assert app.session_state["story_path"] == path[2:]
    app.selectbox(key=f"story_before_2_{path[2]}_{path[3]}").set_value(0).run()
    assert app.session_state["story_path"] == path[1:]
    made = f"{key_of(path[1:])}_made"
    app.text_input(key=f"{made}_name").set_value("Zelf gelegd")
    app.button(key=f"{made}_keep").click().run()
    assert not app.exception
    assert [(one.name, one.path) for one in kept(engine, who)] == [("Zelf gelegd", path[1:])]


def test_another_collaboration_is_not_read(engine: Engine, who: Who, path: StoryPath) -> None:
    story = keep(engine, who, path)
    with open_write_session(engine) as session:
        other = make_collaboration(session, name="Leerroute Zorg")
    app = open_page(other, PAGE, story=story)
    assert "Tijd werkt door" not in texts(app)
