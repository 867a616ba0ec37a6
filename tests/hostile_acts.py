"""Every act by which somebody, a file or a page puts words into the store, by the column they end up in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import collaborations, desired, feed, milestones, people, tables
from db.collaborations import NewRing
from db.imports import batch_rows, drafts, matchings
from db.observation_filter import ObservationFilter
from db.observations import records, witness
from db.ripples import links, stories
from db.session import open_write_session
from db.tables import ImportPhase
from impact.access import Role
from impact.importing.plan.matching import FileMatching
from impact.model import (
    Agreement,
    Certainty,
    Evidence,
    EvidenceKind,
    Intended,
    MilestoneKind,
    NewMilestone,
    RippleKind,
    State,
    Theme,
    Who,
)
from impact.observation.evidence_files import accept_file, build_evidence
from impact.ripples.stories import StoryPoint
from tests.build import TODAY, make_collaboration, make_said, rings_of, token
from tests.hostile import LONG, SHORT
from tests.whole import TAKEN

PHOTO = next(one.content for one in TAKEN if one.kind is EvidenceKind.PHOTO)
DAY = date(2026, 10, 1)
_numbers = count(1)


@dataclass(frozen=True)
class World:
    """A collaboration to act in: two rings with a desired impact, an activity, and a cause with its effect."""

    who: Who
    ring_id: str
    theme_id: str
    activity_id: str
    cause: str
    effect: str


Take = Callable[[int], str]
Act = Callable[[Session, World, Take], Any]


def make_world(session: Session) -> World:
    """A collaboration with words of ours only."""
    who = make_collaboration(session, (NewRing("Docenten", ("Samen",)), NewRing("Scholen", ("Tijd",))))
    ring = rings_of(session, who)[0]
    theme = ring.themes[0].id
    activity = collaborations.find_or_add_named(session, who, tables.Activity, "Docentstages")
    cause, effect = (
        records.log_observation(session, who, make_said(theme, what=what, seen_on=day), TODAY, token=token())
        for what, day in (("Oorzaak.", date(2026, 3, 1)), ("Gevolg.", DAY))
    )
    links.add_ripple(
        session, who, effect, cause_observation_id=cause, kind=RippleKind.LEADS_TO, certainty=Certainty.PLAUSIBLE,
        token=token(),
    )  # fmt: skip
    return World(who, ring.id, theme, activity, cause, effect)


def fill_world(engine: Engine, first: int = 0) -> World:
    """The same with hostile words in every column that somebody can fill, by the acts below."""
    with open_write_session(engine) as session:
        world, take = make_world(session), Texts(first)
        for act in ACTS.values():
            act(session, world, take)
    return world


class Texts:
    """Hostile texts, one after the other: each column gets others, and no two are the same."""

    def __init__(self, first: int = 0) -> None:
        self.at = first

    def __call__(self, limit: int) -> str:
        """A text that fits in so many characters once it is clean."""
        self.at += 1
        if limit >= 2000:
            return f"{LONG}\n{self.at}"
        some = [SHORT[(self.at + step) % len(SHORT)] for step in range(max(limit // 70, 1))]
        return f"{'  '.join(some)} {self.at}"


def _log(**fields: Any) -> Callable[[Session, World], str]:
    def log(session: Session, world: World) -> str:
        said = make_said(world.theme_id, **{"what": f"Zin {next(_numbers)}."} | fields)
        return records.log_observation(session, world.who, said, TODAY, token=token())

    return log


def _text(field: str, limit: int) -> Act:
    return lambda session, world, take: _log(**{field: take(limit)})(session, world)


def _evidence(make: Callable[[Take], Evidence]) -> Act:
    return lambda session, world, take: _log(evidence=(make(take),))(session, world)


def _theme(**fields: Callable[[Take], Any]) -> Act:
    def act(session: Session, world: World, take: Take) -> None:
        told = {"label": f"Wens {next(_numbers)}"} | {name: made(take) for name, made in fields.items()}
        desired.add_theme(session, world.who, Theme("", world.ring_id, **told), token=token())

    return act


def _milestone(field: str, limit: int) -> Act:
    def act(session: Session, world: World, take: Take) -> None:
        new = NewMilestone(MilestoneKind.SUCCESS, **{"title": "Feest", "on": DAY} | {field: take(limit)})
        milestones.add_milestone(session, world.who, new, TODAY, token=token())

    return act


def _change(session: Session, world: World, take: Take) -> None:
    made = _log()(session, world)
    for version in (1, 2):
        said = make_said(
            world.theme_id, what=take(280), why=take(2000), evidence=(Evidence(EvidenceKind.QUOTE, take(2000)),)
        )
        records.change_observation(session, world.who, made, said, TODAY, version=version)


def _link(session: Session, world: World, take: Take) -> None:
    links.add_ripple(
        session, world.who, world.effect, cause_activity_id=world.activity_id, kind=RippleKind.LEADS_TO,
        certainty=Certainty.PLAUSIBLE, why=take(2000), token=token(),
    )  # fmt: skip


def _story(session: Session, world: World, name: str, telling: str) -> None:
    stories.add_story(
        session, world.who, name, (StoryPoint(world.cause), StoryPoint(world.effect)), telling, token=token()
    )


def _answer(session: Session, world: World, remark: str) -> None:
    made = witness.create_witness_link(session, world.who, world.effect, "begeleider", TODAY, TODAY, token=token())
    witness.save_witness_answer(session, made.secret, Agreement.PARTLY, remark, Intended.UNKNOWN, TODAY)


def _feed(session: Session, world: World, label: str, text: str = "") -> None:
    feed.create_feed(session, world.who, label, ObservationFilter(text=text), None, "nl", TODAY, token=token())


def _judge(session: Session, world: World, take: Take) -> None:
    made = _log()(session, world)
    records.judge_observation(session, world.who, made, State.DISPUTED, version=1, reason=take(200))


def _remember(session: Session, world: World, take: Take) -> None:
    told = FileMatching({"what": take(60)}, {"ring": take(60)}, {"ring": {take(60): take(60)}})
    matchings.save_matching(session, world.who, "0" * 64, told)


def _draft(session: Session, world: World, take: Take) -> None:
    kept = drafts.save_import_draft(session, world.who, ImportPhase.MATCHING, take(200), b"", {"work": take(200)})
    drafts.start_import_run(session, world.who, kept, {"work": take(200)})
    drafts.save_progress(session, world.who, kept, {"stopped": take(200)})


ACTS: dict[str, Act] = {
    "person.name": lambda session, _, take: people.create_profile(session, take(80), Role.MEMBER),
    "collaboration.name": lambda session, world, take: collaborations.rename_collaboration(
        session, world.who, take(120), 1
    ),
    "organisation.name": lambda session, world, take: [
        collaborations.find_or_add_named(session, world.who, tables.Organisation, take(120)) for _ in SHORT
    ],
    "activity.name": lambda session, world, take: [
        collaborations.find_or_add_named(session, world.who, tables.Activity, take(120)) for _ in SHORT
    ],
    "ring.name": lambda session, world, take: [
        desired.add_ring(session, world.who, take(60), token=token()) for _ in range(6)
    ],
    "theme.label": _theme(label=lambda take: take(60)),
    "theme.wish": _theme(wish=lambda take: take(2000)),
    "theme.wordings": _theme(wordings=lambda take: tuple(take(140) for _ in range(5))),
    "observation.what": lambda session, world, take: [_log(what=take(280))(session, world) for _ in SHORT],
    "observation.why": _text("why", 2000),
    "observation.contribution": _text("contribution", 2000),
    "observation.circumstances": _text("circumstances", 2000),
    "observation.observer_role": _text("observer_role", 80),
    "evidence.text": _evidence(lambda take: Evidence(EvidenceKind.QUOTE, take(2000))),
    "evidence.file_name": _evidence(
        lambda take: build_evidence(accept_file(b"tekst\n", take(60) + ".txt"), "bijschrift")
    ),
    "evidence.consent": _evidence(lambda take: build_evidence(accept_file(PHOTO, "foto.jpg"), "bijschrift", take(200))),
    "ripple.why": _link,
    "milestone.title": _milestone("title", 120),
    "milestone.intention": _milestone("intention", 2000),
    "milestone.happened": _milestone("happened", 2000),
    "milestone.learned": _milestone("learned", 2000),
    "milestone.changed": _milestone("changed", 2000),
    "milestone.shared_with": _milestone("shared_with", 2000),
    "story.name": lambda session, world, take: _story(session, world, take(120), "Het begon klein."),
    "story.telling": lambda session, world, take: _story(session, world, f"Verhaal {next(_numbers)}", take(2000)),
    "witness.asked_of": lambda session, world, take: witness.create_witness_link(
        session, world.who, world.effect, take(80), TODAY, TODAY, token=token()
    ),
    "witness.remark": lambda session, world, take: _answer(session, world, take(500)),
    "feed.label": lambda session, world, take: _feed(session, world, take(80)),
    "feed.filter": lambda session, world, take: _feed(session, world, "Excel", take(100)),
    "batch.file_name": lambda session, world, take: batch_rows.open_batch(session, world.who, take(200)),
    "matching.told": _remember,
    "import_draft.file_name": _draft,
    "import_draft.told": _draft,
    "import_draft.progress": _draft,
    "change.reason": _judge,
    "change.before": _change,
    "change.after": _change,
}
