"""Observations that wait for a level on the screens: brought in without one, counted, found, settled and undone."""

from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from db import tables
from db.session import open_read_session
from impact.access import Role
from impact.model import Who
from tests.pages.bringing import chosen, here, take_in
from tests.pages.doors import messages, open_page, press, texts
from tests.pages.logbook import PAGE, buttons, colleague, log

HEAD = "wanneer;voor_wie;gewenste_impact;wat_is_er_veranderd;richting;bewijs"
ROWS = (
    "2026-03-12;Docenten;;Docenten maken samen lessen.;positief;3",
    "2026-03-13;Docenten;;Het rooster loopt vast.;negatief;2",
    "2026-03-14;Docenten;;De lesuren bleven gelijk.;geen verandering;2",
)


def levels(engine: Engine) -> list[int | None]:
    with open_read_session(engine) as session:
        return list(session.scalars(select(tables.Observation.level).order_by(tables.Observation.seen_on)))


def bring_in(who: Who) -> None:
    """Three rows, of which nobody knows the level yet."""
    screen = here(chosen(who, "\n".join((HEAD, *ROWS)).encode()))
    screen.selectbox(key="data_column_level").set_value("\r").run()
    fixed = screen.selectbox(key="data_fixed_level")
    assert fixed.options[-1] == "weten we nog niet"
    fixed.set_value("unsettled").run()
    press(screen, "data_next")
    assert "Rijen zonder niveau komen in het logboek" in messages(screen)
    take_in(screen)


def many_at_once(app: AppTest) -> AppTest:
    app.toggle(key="bulk_on").set_value(True).run()
    return press(app, "bulk_all")


def choose_level(app: AppTest, level: int) -> None:
    next(one for one in app.get("button_group") if one.key == "bulk_level").set_value(level).run()
    assert not app.exception


def test_rows_without_a_level_come_in_wait_and_are_settled_several_at_once(engine: Engine, who: Who) -> None:
    bring_in(who)
    assert levels(engine) == [None, None, 0]
    app = open_page(who, PAGE)
    assert "2 waarnemingen wachten op een niveau" in texts(app)
    app.button(key="unsettled_show").click().run()
    assert app.query_params["unsettled"] in ("1", ["1"])
    assert "De lesuren bleven gelijk" not in texts(app)
    assert texts(app).count("niveau nog te bepalen") == 2
    many_at_once(app)
    assert app.button(key="bulk_settle").disabled
    assert app.button(key="bulk_confirmed").disabled
    assert not app.button(key="bulk_withdrawn").disabled
    choose_level(app, 3)
    press(app, "bulk_settle")
    assert levels(engine) == [3, 3, 0]
    assert "2 waarnemingen hebben nu een niveau." in messages(app)
    press(app, "bulk_undo")
    assert levels(engine) == [None, None, 0]


def test_what_waits_for_a_level_is_judged_when_it_is_settled(engine: Engine, who: Who) -> None:
    bring_in(who)
    with open_read_session(engine) as session:
        made = session.scalars(select(tables.Observation.id).order_by(tables.Observation.seen_on)).first()
    app = open_page(who, PAGE, o=str(made))
    assert "Deze waarneming telt pas mee als het niveau bepaald is." in texts(app)
    assert "Bevestigen" not in buttons(app)
    press(app, next(str(one.key) for one in app.button if one.label == "Wijzigen"))
    press(app, "logbook_save")
    assert "Hoe ver is het?: vul dit nog in." in messages(app)


def test_looking_back_tells_how_many_wait_for_a_level(engine: Engine, who: Who) -> None:
    assert "Elke waarneming heeft een niveau" in texts(open_page(who, PAGE, view="review"))
    bring_in(who)
    assert "2 waarnemingen zonder niveau" in texts(open_page(who, PAGE, view="review"))


def test_a_member_is_offered_to_settle_only_while_something_waits(engine: Engine, who: Who) -> None:
    member = colleague(engine, who, Role.MEMBER)
    log(engine, who, "Docenten delen lessen.")
    assert "bulk_on" not in [one.key for one in open_page(member, PAGE).toggle]
    bring_in(who)
    app = open_page(member, PAGE)
    many_at_once(app)
    assert "bulk_confirmed" not in [one.key for one in app.button]
    choose_level(app, 2)
    press(app, "bulk_settle")
    assert "2 niet" in messages(app)
