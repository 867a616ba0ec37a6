"""Everybody can use the logbook: evidence, answers from outside, the bin, looking back, two texts, a told story."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from db.copies import evidence_files
from db.copies.evidence_files import open_store
from db.engine import open_engine
from db.observations import records, witness
from db.observations import recycle_bin as the_bin
from db.ripples import stories
from db.session import Session
from impact.model import Agreement, Evidence, EvidenceKind, Intended
from impact.observation.evidence_files import NOBODY_RECOGNISABLE, accept_file
from impact.ripples.stories import StoryPoint
from impact.words import get_text
from pages.ui.address import LINK_SECRET_PARAMETER
from tests.browser.conftest import DESKTOP, RunningServer, picture, settled
from tests.browser.hands import Pond, acting, button, known, opened, own_pond, today, write
from tests.browser.test_access import NARROW, WIDER, is_fit
from tests.build import make_observation, token
from tests.db.linking import join

MINE, THEIRS = "Docenten geven elke week samen les.", "Docenten geven elke week samen les en kijken samen na."


@dataclass(frozen=True)
class Lived:
    """A pond in which much happened: one observation, the story it is in, and a link to ask about it."""

    pond: Pond
    one: str
    story: str
    secret: str


@pytest.fixture(scope="module")
def lived(shared_server: RunningServer) -> Lived:
    pond = own_pond(shared_server)
    engine = open_engine(pond.database)
    proofs = _proofs(open_store(engine))
    engine.dispose()
    with acting(pond.database) as session:
        return _live(session, pond, proofs)


def _proofs(store: evidence_files.FileStore) -> tuple[Evidence, ...]:
    photo = BytesIO()
    Image.new("RGB", (900, 600), "teal").save(photo, "JPEG")
    return (
        Evidence(EvidenceKind.QUOTE, "Dit doen we voortaan altijd zo."),
        Evidence(EvidenceKind.LINK, "https://example.org/verslag"),
        evidence_files.save_evidence_file(
            store, accept_file(photo.getvalue(), "werkplaats.jpg"), "De werkplaats", NOBODY_RECOGNISABLE
        ),
        evidence_files.save_evidence_file(store, accept_file(b"Notulen", "notulen.txt"), "Notulen"),
    )


def _live(session: Session, pond: Pond, proofs: tuple[Evidence, ...]) -> Lived:
    who, day = pond.who, today()
    cause = make_observation(session, who, "Scholen", what="Er kwam een vaste middag.", seen_on=day - timedelta(60))
    one = make_observation(session, who, what=MINE, evidence=proofs, seen_on=day - timedelta(20))
    join(session, who, one, cause, why="Zonder die middag was er geen tijd.")
    story = stories.add_story(
        session, who, "Tijd werkt door", (StoryPoint(cause), StoryPoint(one)), "Het begon klein.", token=token()
    )
    until = day + timedelta(30)
    asked = [
        witness.create_witness_link(session, who, one, role, until, day, token=token())
        for role in ("teamleider", "begeleider")
    ]
    witness.save_witness_answer(session, asked[0].secret, Agreement.PARTLY, "Om de week.", Intended.INTENDED, day)
    thrown = make_observation(session, who, what="Een dubbele waarneming.")
    the_bin.move_to_bin(session, who, thrown, version=1, reason="Stond er al.")
    return Lived(pond, one, story, asked[1].secret)


@pytest.mark.parametrize(("language", "scheme"), [("nl", "light"), ("en", "dark")])
def test_what_is_judged_thrown_away_and_told_is_fit_for_everybody(
    lived: Lived, new_page: Callable[..., Page], language: str, scheme: str
) -> None:
    page = known(new_page(**DESKTOP, color_scheme=scheme), lived.pond, language)
    for address, query in (
        ("logbook", {"o": lived.one}),
        ("logbook", {"view": "bin"}),
        ("logbook", {"view": "review"}),
        ("stories", {"story": lived.story}),
    ):
        opened(page, lived.pond, address, **query)
        picture(page, f"access {address} {'-'.join(query)} {'-'.join(query.values())[:6]} {language} {scheme}")
        is_fit(page, language)
        assert not page.evaluate(WIDER), query


def test_two_texts_side_by_side_are_fit(lived: Lived, new_page: Callable[..., Page]) -> None:
    page = opened(known(new_page(**NARROW), lived.pond), lived.pond, "logbook", o=lived.one)
    button(page, "common.edit").click()
    write(page, f"{MINE} Ook op vrijdag.", "logbook_fields_what")
    with acting(lived.pond.database) as session:
        now = records.get_observation(session, lived.pond.who, lived.one)
        said = replace(now.details, what=THEIRS)
        records.change_observation(session, lived.pond.who, lived.one, said, today(), version=now.version)
    button(page, "common.save").click()
    expect(page.get_by_text(THEIRS).first).to_be_visible()
    picture(settled(page), "access merging narrow")
    is_fit(page, "nl")
    assert not page.evaluate(WIDER)


@pytest.mark.parametrize(("language", "scheme"), [("nl", "dark"), ("en", "light")])
def test_the_page_for_somebody_outside_is_fit_on_a_narrow_phone(
    lived: Lived, new_page: Callable[..., Page], language: str, scheme: str
) -> None:
    page = new_page(**NARROW, color_scheme=scheme, locale={"nl": "nl-NL", "en": "en-GB"}[language])
    opened(page, lived.pond, "", **{LINK_SECRET_PARAMETER: lived.secret})
    expect(page.get_by_role("heading", name=get_text(language, "witness.question_title"), level=1)).to_be_visible()
    picture(settled(page), f"access outside narrow {language} {scheme}")
    is_fit(page, language)
    assert not page.evaluate(WIDER)
