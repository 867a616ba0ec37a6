"""Looking back on the screen: questions that lead into the logbook, silence in words, and the way there from home."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, update

from db import collaborations, tables
from db.observations import records, witness
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import Agreement, Intended, State, Who
from impact.months import get_month, shift_month
from pages.ui.language import escape_markdown
from tests.build import REASON, make_observation, make_person, rings_of, token
from tests.pages.doors import open_page, texts

PAGE, HOME = "pages/logbook/screen.py", "pages/home/screen.py"


def links(app: object) -> dict[str, str]:
    return {link.proto.label: link.proto.query_string for link in app.get("page_link")}  # type: ignore[attr-defined]


def test_every_question_has_a_number_and_leads_to_what_it_counts(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who, what="Een gedeelde")
        make_observation(session, who, what="Nog een gedeelde")
        make_observation(session, who, what="Een betwiste", state=State.DISPUTED)
    app = open_page(who, PAGE, view="review")
    shown = texts(app)
    assert "2 waarnemingen wachten op een oordeel" in shown
    assert "1 waarneming is betwist" in shown
    assert "3 waarnemingen zonder rimpel" in shown
    assert "Elke waarneming hoort bij een gewenste impact" in shown
    assert "Geen concept van jou ligt langer dan een week" in shown
    found = open_page(who, PAGE, state="disputed")
    assert "Een betwiste" in texts(found)
    assert "Een gedeelde" not in texts(found)


def test_what_somebody_outside_doubts_asks_for_an_eye_until_it_was_judged(engine: Engine, who: Who) -> None:
    assert "iemand van buiten" not in texts(open_page(who, PAGE, view="review"))
    day = datetime.now(UTC).date()
    with open_write_session(engine) as session:
        made = make_observation(session, who, what="Elke week samen *les*.")
        asked = witness.create_witness_link(session, who, made, "begeleider", day, day, token=token())
        witness.save_witness_answer(session, asked.secret, Agreement.PARTLY, "Om de week.", Intended.UNKNOWN, day)
    app = open_page(who, PAGE, view="review")
    assert "Over 1 waarneming denkt iemand van buiten anders" in texts(app)
    assert escape_markdown("Elke week samen *les*.") in texts(app)
    assert [made in link.proto.query_string for link in app.get("page_link")].count(True) == 1
    with open_write_session(engine) as session:
        records.judge_observation(session, who, made, State.DISPUTED, version=1, reason=REASON)
    assert "iemand van buiten" not in texts(open_page(who, PAGE, view="review"))


@pytest.mark.parametrize("address", [{"without_ripple": "1"}, {"without_theme": "1"}])
def test_the_logbook_counts_what_the_question_counted(engine: Engine, who: Who, address: dict[str, str]) -> None:
    with open_read_session(engine) as session:
        themes = next(ring for ring in rings_of(session, who) if ring.name == "Docenten").themes
    unexpected = next(place for place, theme in enumerate(themes) if theme.unexpected)
    with open_write_session(engine) as session:
        make_observation(session, who, theme=unexpected)
    assert "1 waarneming zonder" in texts(open_page(who, PAGE, view="review"))
    assert "1 waarneming**" in texts(open_page(who, PAGE, **address))


def test_silence_is_told_in_words_per_organisation_by_name(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        school = next(one for one in collaborations.list_organisations(session, who) if one.name == "Vakcollege")
        make_observation(session, who, organisation_id=school.id)
        make_observation(session, who, ring="Scholen")
    app = open_page(who, PAGE, view="review")
    told = app.table[0].value
    assert list(told["Organisatie"]) == ["ROC", "Vakcollege", "Geen organisatie genoemd"]
    assert list(told["Scholen"])[:2] == ["nog niets", "nog niets"]
    assert told["Docenten"][1].startswith("1 waarneming, laatste op ")


def test_another_month_can_be_asked_for(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        school = collaborations.list_organisations(session, who)[0]
        made = make_observation(session, who, organisation_id=school.id)
        old = datetime.combine(shift_month(get_month(datetime.now(UTC).date()), -3), datetime.min.time(), UTC)
        seen = tables.Observation
        session.execute(update(seen).where(seen.id == made).values(created_at=old.replace(day=15)))
    app = open_page(who, PAGE, view="review")
    assert "niets deze maand, laatste op 15" in app.table[0].value["Docenten"].str.cat()
    app.selectbox(key="review_month").set_value(old.date()).run()
    assert "1 waarneming, laatste op 15" in app.table[0].value["Docenten"].str.cat()


def test_everybody_looks_back_in_both_languages(engine: Engine, who: Who) -> None:
    with open_write_session(engine) as session:
        make_observation(session, who)
        viewer = make_person(session, who.collaboration_id, Role.VIEWER)
    assert "1 observation is waiting for a judgement" in texts(open_page(viewer, PAGE, "en", view="review"))


def test_home_tells_who_may_judge_what_waits(engine: Engine, who: Who) -> None:
    assert not any("oordeel" in label for label in links(open_page(who, HOME)))
    with open_write_session(engine) as session:
        make_observation(session, who)
        member = make_person(session, who.collaboration_id, Role.MEMBER)
    found = links(open_page(who, HOME))
    assert found["1 waarneming wacht op een oordeel"] == f"c={who.collaboration_id}&view=review"
    assert not any("oordeel" in label for label in links(open_page(member, HOME)))
