"""The whole life of one observation: draft, shared, linked, confirmed, heard from outside, kept in a story and told."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from db import collaborations, tables
from db.observations import records
from impact.access import Role
from impact.model import Observation, Rung, State, Who
from impact.words import get_text
from tests.browser.conftest import RunningServer, picture, settled
from tests.browser.hands import (
    SENTENCE,
    Pond,
    acting,
    button,
    known,
    looking,
    opened,
    own_pond,
    panel,
    picture_of,
    three_taps,
    today,
    write,
)
from tests.build import make_said, token
from tests.db.linking import join

STONE, EFFECT, NAME = "Docentstages", "Leerlingen vragen zelf om een tweede dag.", "Van stage naar vraag"
REASON, ROLE, REMARK = "Besproken in het overleg.", "praktijkbegeleider", "Dat zie ik elke week."


@pytest.fixture(scope="module")
def server(shared_server: RunningServer) -> Pond:
    pond = own_pond(shared_server)
    with acting(pond.database) as session:
        collaborations.find_or_add_named(session, pond.who, tables.Activity, STONE)
    return pond


def kept(pond: Pond) -> Observation:
    """The observation this is about, as the store holds it."""
    with looking(pond.database) as session:
        seen = tables.Observation
        found = session.execute(select(seen.id, seen.created_by).where(seen.what == SENTENCE)).one()
        return records.get_observation(session, Who(found[1], pond.who.collaboration_id), found[0])


def draft(page: Page, pond: Pond) -> None:
    """Log it as a draft, with a file under it."""
    opened(page, pond, "observation")
    disc = picture_of(pond).discs[1]
    write(page, SENTENCE)
    three_taps(page, (disc.ring.id, disc.ring.name), (disc.sectors[0].theme.id, disc.sectors[0].theme.label))
    page.get_by_text(get_text("nl", "observation.more"), exact=True).click()
    page.locator("input[type=file]").set_input_files(
        {"name": "notulen.txt", "mimeType": "text/plain", "buffer": b"Wat we afspraken."}
    )
    settled(page)
    button(page, "observation.draft").click()
    expect(page.get_by_text(get_text("nl", "observation.saved_draft"), exact=True)).to_be_visible()


def share_and_link(page: Page, pond: Pond, one: str) -> None:
    """Share it from the logbook, and say which activity it came from."""
    opened(page, pond, "logbook", o=one)
    button(page, "logbook.judge.shared").click()
    expect(page.get_by_text(get_text("nl", "logbook.judged.shared")).first).to_be_visible()
    settled(page)
    page.locator(".st-key-logbook_link summary").click()
    settled(page)
    page.locator(".st-key-earlier_stone input").press_sequentially(STONE)
    page.keyboard.press("Enter")
    settled(page)
    button(page, "observation.ripple_save").click()
    expect(page.get_by_text(get_text("nl", "logbook.order", order=1))).to_be_visible()


def confirm(page: Page, pond: Pond, one: str) -> None:
    """Confirm it for a reason, as a coordinator does."""
    opened(page, pond, "logbook", o=one)
    page.get_by_role("button", name=get_text("nl", "logbook.judge.confirmed"), exact=True).click()
    settled(page)
    write(page, REASON, "judge_one_text")
    page.locator('[class*="st-key-judge_one_do_"] button').click()
    expect(page.get_by_text(REASON).first).to_be_visible()
    settled(page)


def ask_outside(page: Page) -> str:
    """Make a link for somebody outside; returns its address."""
    page.get_by_text(get_text("nl", "witness.ask"), exact=True).click()
    write(page, ROLE, "witness_role")
    button(page, "common.make_link").click()
    mail = page.locator(".st-key-witness_link code").inner_text()
    return re.search(r"http\S+", mail)[0]  # type: ignore[index]


def agree(chromium: Browser, link: str) -> None:
    """Open the link as somebody who never was here, and agree."""
    context = chromium.new_context(locale="nl-NL", viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.goto(link)
    settled(page)
    expect(page.get_by_text(SENTENCE, exact=True)).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_have_count(0)
    page.get_by_role("radio", name=get_text("nl", "model.agreement.agrees"), exact=True).click()
    write(page, REMARK, "outside_remark")
    button(page, "witness.send").click()
    expect(page.get_by_text(get_text("nl", "witness.thanks"), exact=True)).to_be_visible()
    assert [one["name"] for one in context.cookies() if one["name"].startswith("rimpel_")] == []
    picture(settled(page), "one life outside")
    context.close()


def keep_story(page: Page, pond: Pond) -> None:
    """Keep the chain it is part of as a story, and read it."""
    opened(page, pond, "stories")
    button(page, "story.keep").first.click()
    page.get_by_label(get_text("nl", "common.field.story")).first.fill(NAME)
    page.get_by_label(get_text("nl", "common.field.story")).first.blur()
    settled(page)
    button(page, "story.keep_now").first.click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    settled(page)
    page.get_by_role("link", name=get_text("nl", "story.read"), exact=True).click()
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    settled(page)


def test_one_observation_from_draft_to_told_story(server: Pond, desktop: Page, chromium: Browser) -> None:
    pond, writer = server, server.as_role(Role.MEMBER)
    draft(known(desktop, writer), writer)
    one = kept(pond)
    assert (one.state, [proof.file and proof.file.name for proof in one.details.evidence]) == (
        State.DRAFT, ["notulen.txt"],
    )  # fmt: skip

    share_and_link(desktop, writer, one.id)
    with acting(pond.database) as session:
        theme = picture_of(pond).discs[0].sectors[0].theme.id
        said = make_said(theme, what=EFFECT, seen_on=today())
        effect = records.log_observation(session, pond.who, said, today(), token=token())
        join(session, pond.who, effect, one.id)
    confirm(known(desktop, pond), pond, one.id)
    agree(chromium, ask_outside(desktop))
    assert (kept(pond).state, kept(pond).details.rung) == (State.CONFIRMED, Rung.CONFIRMED_OUTSIDE)

    opened(desktop, pond, "logbook", o=one.id)
    expect(desktop.get_by_text(REMARK)).to_be_visible()
    picture(desktop, "one life in the logbook")
    keep_story(desktop, pond)
    for told in (STONE, SENTENCE, EFFECT):
        expect(desktop.get_by_text(told).first).to_be_visible()
    picture(desktop, "one life told")

    desktop.get_by_role("link", name=get_text("nl", "story.lined_up")).first.click()
    drawn = picture_of(pond)
    disc, line = drawn.discs[1], [drawn.discs[0].sectors[0].theme.id, drawn.discs[1].sectors[0].theme.id]
    asked = "line => (new URLSearchParams(location.search).get('line') || '').startsWith(line)"
    desktop.wait_for_function(asked, arg=",".join(line))
    expect(panel(settled(desktop), disc)).to_contain_text(SENTENCE)
    picture(desktop, "one life on the discs")


def test_a_day_that_was_cleared_is_named_as_missing_and_nothing_is_saved(server: Pond, desktop: Page) -> None:
    page = opened(known(desktop, server), server, "observation")
    disc = picture_of(server).discs[1]
    write(page, "Zonder dag.")
    three_taps(page, (disc.ring.id, disc.ring.name), (disc.sectors[0].theme.id, disc.sectors[0].theme.label))
    parts = page.locator(".st-key-log_seen_on [role=spinbutton]")
    for part in parts.all():
        for _ in range(4):  # as many signs as a year has; each press takes one away
            part.press("Backspace")
    parts.last.press("Tab")
    settled(page)
    button(page, "observation.save").click()
    expect(page.get_by_text("Wanneer: vul dit nog in.", exact=True)).to_be_visible()
    assert [part.inner_text() for part in parts.all()] == ["dd", "mm", "jjjj"]
    with looking(server.database) as session:
        assert (
            session.scalars(select(tables.Observation.what).where(tables.Observation.what == "Zonder dag.")).all() == []
        )
