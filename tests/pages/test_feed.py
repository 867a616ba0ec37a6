"""Links for Power BI and Excel on the screens: made on the Data screen and in the logbook, listed and revoked."""

from sqlalchemy import Engine

from db import feed
from db.feed import DEFAULT_FILTER, FeedLink
from db.observation_filter import ObservationFilter
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import Direction, Who
from pages.ui.language import escape_markdown
from tests.build import TODAY, make_observation, make_person, rings_of, token
from tests.pages.doors import open_page, texts

DATA, LOGBOOK = "pages/data/screen.py", "pages/logbook/screen.py"


def kept(engine: Engine, who: Who) -> tuple[FeedLink, ...]:
    with open_read_session(engine) as session:
        return feed.list_feeds(session, who)


def make(engine: Engine, who: Who, label: str, wanted: ObservationFilter) -> str:
    with open_write_session(engine) as session:
        return feed.create_feed(session, who, label, wanted, None, "nl", TODAY, token=token()).id


def test_a_link_is_made_and_shown_this_once(engine: Engine, who: Who) -> None:
    app = open_page(who, DATA, view="out")
    app.text_input(key="data_feed_new_label").set_value("Power BI van het bestuur")
    app.button(key="data_feed_new_make").click().run()
    assert not app.exception
    (one,) = kept(engine, who)
    assert (one.label, one.observation_filter, one.until) == ("Power BI van het bestuur", DEFAULT_FILTER, None)
    shown = [code.value for code in app.code]
    assert [address.rsplit(".", 1)[1] for address in shown] == ["csv", "json"]
    secret = shown[0].rsplit("/", 1)[1].removesuffix(".csv")
    with open_read_session(engine) as session:
        assert feed.open_feed(session, secret, TODAY).id == one.id
    app.button(key="data_feed_new_kept").click().run()
    assert not app.code
    assert not open_page(who, DATA, view="out").code


def test_a_link_without_a_purpose_is_not_made(engine: Engine, who: Who) -> None:
    app = open_page(who, DATA, view="out")
    app.button(key="data_feed_new_make").click().run()
    assert [one.value for one in app.error] == ["Waar is de link voor?: vul dit nog in."]
    assert kept(engine, who) == ()


def test_the_list_tells_what_each_link_gives_and_a_click_revokes_it(engine: Engine, who: Who) -> None:
    with open_read_session(engine) as session:
        ring = rings_of(session, who)[1]
    one = make(
        engine,
        who,
        "*Excel*",
        ObservationFilter(ring_id=ring.id, directions=(Direction.NEGATIVE,), without_ripple=True),
    )
    app = open_page(who, DATA, view="out")
    assert f"**{escape_markdown('*Excel*')}** · werkt" in texts(app)
    assert "Docenten · negatief · en nog 1 filter" in texts(app)
    assert "nog niet gebruikt" in texts(app)
    app.button(key=f"data_feed_revoke_{one}").click().run()
    assert kept(engine, who)[0].is_revoked
    assert f"**{escape_markdown('*Excel*')}** · ingetrokken" in texts(app)
    assert f"data_feed_revoke_{one}" not in {button.key for button in app.button}


def test_a_link_on_something_that_is_gone_is_still_told(engine: Engine, who: Who) -> None:
    make(engine, who, "Excel", ObservationFilter(theme_id="01900000-0000-7000-8000-000000000000"))
    make(engine, who, "Alles", ObservationFilter())
    shown = texts(open_page(who, DATA, view="out"))
    assert "iets wat er niet meer is" in shown
    assert "Alle waarnemingen, ook ingetrokken" in shown


def test_the_logbook_gives_a_link_to_what_is_filtered(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who, what="Het liep vast.", direction=Direction.NEGATIVE)
    app = open_page(who, LOGBOOK, direction="negative")
    app.text_input(key="logbook_feed_new_label").set_value("Excel")
    app.button(key="logbook_feed_new_make").click().run()
    assert not app.exception
    assert len(app.code) == 2
    assert kept(engine, who)[0].observation_filter == ObservationFilter(directions=(Direction.NEGATIVE,))


def test_no_feed_link_is_offered_by_writer_or_without_permission(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who)
        member = make_person(session, who.collaboration_id, Role.MEMBER)
    keys = [
        {button.key for button in app.button}
        for app in (open_page(who, LOGBOOK), open_page(who, LOGBOOK, mine="1"), open_page(member, LOGBOOK))
    ]
    assert ["logbook_feed_new_make" in some for some in keys] == [True, False, False]
