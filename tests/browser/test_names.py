"""What somebody wrote is read aloud as it was written, whatever signs of Markdown are in it."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from db import collaborations, milestones, tables
from db.collaborations import NewRing
from db.ripples import links, stories
from impact.model import Certainty, MilestoneKind, NewMilestone, RippleKind, Who
from impact.ripples.stories import StoryPoint
from impact.words import get_text
from pages import SCREENS
from tests.browser.conftest import DESKTOP, PATIENCE_S, RunningServer, settled
from tests.browser.hands import Pond, acting, button, known, opened
from tests.build import TODAY, make_collaboration, make_observation, rings_of, token

NAME = "A*B_C [x](y) #1 ~z~ $5"
ESCAPED = r"""() => {
    const sign = /\\[\\`*_{}\[\]()<>#+\-.!|~$:@=&]/
    const out = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if ((node.parentElement ?? node).closest('script, style')) continue
        if (node.nodeType === 3) { if (sign.test(node.data)) out.push(node.data) }
        else for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext', 'aria-description'])
            if (sign.test(node.getAttribute(name) ?? '')) out.push(`${name}: ${node.getAttribute(name)}`)
    }
    return out
}"""


def fill(database: str) -> tuple[Who, str, str]:
    """A collaboration in which every name is this one; returns its coordinator, an observation and a story."""
    with acting(database) as session:
        who = make_collaboration(session, (NewRing(NAME, (f"{NAME} 1", f"{NAME} 2")), NewRing(f"{NAME} b")), NAME)
        collaborations.find_or_add_named(session, who, tables.Organisation, NAME)
        collaborations.find_or_add_named(session, who, tables.Activity, NAME)
        cause = make_observation(session, who, NAME, what=NAME, seen_on=date(2026, 3, 2), why=NAME)
        effect = make_observation(session, who, NAME, what=f"{NAME} later", seen_on=date(2026, 6, 2))
        links.add_ripple(
            session, who, effect, kind=RippleKind.LEADS_TO, certainty=Certainty.PLAUSIBLE,
            cause_observation_id=cause, cause_activity_id=None, why=NAME, token=token(),
        )  # fmt: skip
        story = stories.add_story(session, who, NAME, (StoryPoint(cause), StoryPoint(effect)), NAME, token=token())
        ring_id = rings_of(session, who)[0].id
        new = NewMilestone(MilestoneKind.SUCCESS, NAME, date(2026, 5, 1), ring_id=ring_id, happened=NAME)
        milestones.add_milestone(session, who, new, TODAY, token=token())
    return who, effect, story


def open_all(page: Page) -> None:
    """Open every box on this screen that is closed."""
    page.locator("[data-testid=stMain] details:not([open]) > summary").evaluate_all(
        "all => all.map(one => one.click())"
    )
    settled(page)


def test_names_with_signs_of_markdown_stand_on_every_screen_as_they_were_written(
    shared_server: RunningServer, new_page: Callable[..., Page]
) -> None:
    who, observation, story = fill(shared_server.database)
    pond = Pond(shared_server.url, shared_server.database, who)
    page = known(new_page(**DESKTOP), pond)
    escaped = {}
    for screen in SCREENS:
        opened(page, pond, screen.address)
        open_all(page)
        escaped[screen.key] = page.evaluate(ESCAPED)
    for address, query in (
        ("logbook", {"o": observation}),
        ("stories", {"story": story}),
        ("logbook", {"view": "review"}),
    ):
        opened(page, pond, address, **query)
        open_all(page)
        escaped[f"{address} {query}"] = page.evaluate(ESCAPED)
    for address, key in (("timeline", "timeline_add"), ("desired", "theme_change_"), ("logbook", "change_")):
        opened(page, pond, address, **({"o": observation} if address == "logbook" else {}))
        page.locator(f"[class*='st-key-{key}'] button:enabled").first.click()
        settled(page)
        open_all(page)
        escaped[key] = page.evaluate(ESCAPED)
    opened(page, pond, "settings")
    expect(page.get_by_role("textbox", name=get_text("nl", "settings.end_type", name=NAME))).to_have_count(1)
    opened(page, pond, "data")
    head = "Wat is er veranderd;Wanneer;Ring;Richting;Niveau;Bewijs"
    rows = f"{head}\n{NAME} nieuw;2026-03-04;*R_1* [x](y);~omhoog~ $5;gangbaar;zelf gezien\n"
    page.locator("input[type=file]").first.set_input_files(
        files=[{"name": "a_b*c.csv", "mimeType": "text/csv", "buffer": rows.encode()}]
    )
    button(page, "bring.next").click()
    expect(page.get_by_role("combobox", name="*R_1* [x](y)")).to_be_visible(timeout=PATIENCE_S * 1000)
    escaped["import"] = page.evaluate(ESCAPED)
    assert escaped == {name: [] for name in escaped}
