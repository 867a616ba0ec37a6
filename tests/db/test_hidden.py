"""What lies in the bin, is a draft or was erased is told nowhere, also not where others refer to it."""

import importlib
import inspect
import io
import pkgutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

import db
from db import (
    answers,
    batches,
    collaborations,
    desired,
    doubles,
    erase,
    exchange,
    feed,
    graph,
    latest,
    logbook,
    matchings,
    milestones,
    observations,
    overrules,
    people,
    places,
    report,
    review,
    ripples,
    stories,
    tallies,
    undo,
    whole,
    witness,
)
from db import bin as the_bin
from db.files import Folder, Store
from db.logbook import Filter
from impact.access import Role
from impact.errors import NotAllowed, NotFound
from impact.exchange import xlsx_out
from impact.model import Evidence, EvidenceKind, State, Who
from impact.report.pack import Asked
from impact.stories import Point, proposed_name
from tests.build import TODAY, make_collaboration, make_observation, make_person, token
from tests.db.linking import EARLY, LATE, join

# Words that stand nowhere but in the observation that is hidden, in its evidence and in the ripples from and to it.
SECRETS = ("zwartekaas", "paarsbord", "groenhaak", "roodvlak")
ALL_TIME = datetime.min.replace(tzinfo=UTC)


class Hidden:
    """Something shared that others refer to, and what they say of it."""

    def __init__(self, session: Session, who: Who) -> None:
        self.writer = make_person(session, who.collaboration_id, Role.MEMBER)
        proof = (Evidence(EvidenceKind.QUOTE, "Een groenhaak."),)
        what = "Het zwartekaas werkt."
        self.before = make_observation(session, who, "Docenten", seen_on=EARLY, what="De aanleiding.")
        self.id = make_observation(
            session, self.writer, "Scholen", seen_on=date(2026, 5, 1), what=what, why="Een roodvlak.", evidence=proof
        )
        self.after = make_observation(session, who, "Leerlingen en studenten", seen_on=LATE, what="Het gevolg.")
        self.last = make_observation(session, who, "Curriculum", seen_on=TODAY, what="Het vervolg.")
        self.to = join(session, who, self.id, self.before, why="Paarsbord, ook hier.")
        self.fro = join(session, who, self.after, self.id, why="Door het paarsbord.")
        join(session, who, self.last, self.after)
        ends = (self.id, self.after), (self.before, self.id)
        for number, (start, end) in enumerate(ends):
            name = f"{proposed_name(what)} ({number + 1})" if number else proposed_name(what)
            stories.keep(session, who, name, (Point(start), Point(end)), token=token())
        made = feed.make(session, who, "Power BI", Filter(), None, "nl", TODAY, token=token())
        self.feed = feed.opened(session, made.secret, TODAY)
        self.link = witness.ask(session, who, self.id, "Praktijkbegeleider", TODAY, TODAY, token=token()).secret


def thrown_away(session: Session, who: Who, hidden: Hidden) -> None:
    version = observations.get(session, who, hidden.id).version
    the_bin.throw_away(session, who, hidden.id, version=version, reason="Roodvlak.")


def erased(session: Session, who: Who, hidden: Hidden) -> None:
    thrown_away(session, who, hidden)
    erase.erase(session, who, [hidden.id], TODAY)


def _whole(session: Session, who: Who, store: Store) -> bytes:
    stream = io.BytesIO()
    whole.written(session, who, store, stream)
    return stream.getvalue()


Reader = Callable[[Session, Who, Hidden, Store], Any]
# Every function of the store that reads for a person, asked for all it has to tell.
READERS: dict[str, Reader] = {
    "answers.disputed": lambda s, who, h, _: answers.disputed(s, who),
    "batches.batches": lambda s, who, h, _: batches.batches(s, who),
    "batches.sources": lambda s, who, h, _: batches.sources(s, who),
    "bin.in_bin": lambda s, who, h, _: the_bin.in_bin(s, who),
    "bin.may_throw_away": lambda s, who, h, _: the_bin.may_throw_away(s, who, h.id),
    "collaborations.activities": lambda s, who, h, _: collaborations.activities(s, who),
    "collaborations.get": lambda s, who, h, _: collaborations.get(s, who),
    "collaborations.organisations": lambda s, who, h, _: collaborations.organisations(s, who),
    "collaborations.participants": lambda s, who, h, _: collaborations.participants(s, who),
    "collaborations.possessions": lambda s, who, h, _: collaborations.possessions(s, who),
    "desired.rings": lambda s, who, h, _: desired.rings(s, who, "Onverwacht"),
    "doubles.there_already": lambda s, who, h, _: doubles.there_already(s, who, ()),
    "doubles.find_doubles": lambda s, who, h, _: doubles.find_doubles(s, who, ()),
    "erase.erased_on": lambda s, who, h, _: erase.erased_on(s, who, h.id),
    "erase.reach": lambda s, who, h, _: erase.reach(s, who, [h.id]),
    "exchange.exported": lambda s, who, h, _: (
        exchange.exported(s, who, "nl"),
        exchange.exported(s, who, "nl", write=xlsx_out.written),
    ),
    "exchange.known_to": lambda s, who, h, _: exchange.known_to(s, who),
    "feed.feeds": lambda s, who, h, _: (feed.piece(s, h.feed, None), feed.feeds(s, who)),
    "graph.nodes": lambda s, who, h, _: graph.nodes(s, who),
    "graph.sentences": lambda s, who, h, _: graph.sentences(s, who, [h.id, h.after]),
    "latest.last_logged": lambda s, who, h, _: latest.last_logged(s, who),
    "latest.logged_since": lambda s, who, h, _: latest.logged_since(s, who, ALL_TIME),
    "latest.newest": lambda s, who, h, _: latest.newest(s, who, _themes(s, who), None, TODAY),
    "logbook.choices": lambda s, who, h, _: [logbook.choices(s, who, one) for one in (h.id, h.after)],
    "logbook.earlier": lambda s, who, h, _: logbook.earlier(s, who, "zwartekaas", TODAY),
    "logbook.fitting": lambda s, who, h, _: None,  # a condition, not what it finds
    "logbook.found": lambda s, who, h, _: (logbook.found(s, who, Filter()), logbook.found(s, who, Filter(text="het"))),
    "logbook.ids": lambda s, who, h, _: logbook.ids(s, who, Filter()),
    "matchings.earlier": lambda s, who, h, _: matchings.earlier(s, who, "a" * 64, ["wat"]),
    "milestones.milestones": lambda s, who, h, _: milestones.milestones(s, who),
    "observations.get": lambda s, who, h, _: [observations.get(s, who, one) for one in (h.after, h.before, h.id)],
    "observations.history": lambda s, who, h, _: [observations.history(s, who, one) for one in (h.after, h.before)],
    "observations.readable_row": lambda s, who, h, _: vars(observations.readable_row(s, who, h.id)),
    "overrules.counted": lambda s, who, h, _: overrules.counted(s, who, ALL_TIME),
    "people.role_in": lambda s, who, h, _: people.role_in(s, who),
    "places.known": lambda s, who, h, _: places.known(s, who),
    "places.places": lambda s, who, h, _: places.places(s, who),
    "report.material": lambda s, who, h, _: report.material(s, who, _asked(), "Onverwacht"),
    "review.asking": lambda s, who, h, _: review.asking(s, who, ALL_TIME),
    "review.silent": lambda s, who, h, _: review.silent(s, who, ALL_TIME, datetime.now(UTC)),
    "review.to_judge": lambda s, who, h, _: review.to_judge(s, who),
    "ripples.around": lambda s, who, h, _: [ripples.around(s, who, one) for one in (h.id, h.after, h.before)],
    "ripples.between": lambda s, who, h, _: ripples.between(s, who, _themes(s, who), None, TODAY),
    "ripples.counts": lambda s, who, h, _: ripples.counts(s, who),
    "ripples.nodes": lambda s, who, h, _: ripples.nodes(s, who),
    "ripples.removable": lambda s, who, h, _: ripples.removable(s, who, [h.to, h.fro]),
    "ripples.ripples": lambda s, who, h, _: ripples.ripples(s, who),
    "stories.paths": lambda s, who, h, _: stories.paths(s, who),
    "stories.stories": lambda s, who, h, _: stories.stories(s, who),
    "stories.story": lambda s, who, h, _: [stories.story(s, who, one) for one in stories.paths(s, who)],
    "stories.told": lambda s, who, h, _: stories.told(s, who, [(Point(h.before), Point(h.id), Point(h.after))]),
    "tallies.tallies": lambda s, who, h, _: tallies.tallies(s, who),
    "undo.offered": lambda s, who, h, _: [undo.offered(s, who, one) for one in (h.after, h.before)],
    "whole.told": lambda s, who, h, store: whole.told(s, who, store),
    "whole.written": lambda s, who, h, store: _whole(s, who, store),
    "witness.question": lambda s, who, h, _: witness.question(s, h.link, TODAY),
    "witness.unjudged": lambda s, who, h, _: witness.unjudged(s, who),
    "witness.witnesses": lambda s, who, h, _: [witness.witnesses(s, who, one) for one in (h.id, h.after)],
}
# What a person asks for by `who`, but which acts, or asks only whether something may be done.
NO_READERS = frozenset({
    "batches.undo_batch", "bulk.take_back_all", "collaborations.add_named", "collaborations.remove",
    "collaborations.remove_activity", "collaborations.remove_organisation", "desired.move_ring", "desired.move_theme",
    "desired.unwant", "desired.want", "erase.erase", "exchange.plan", "feed.revoke", "files.content",
    "import_drafts.drop_import", "import_drafts.keep_import", "import_drafts.read_import",
    "import_drafts.read_standing", "import_drafts.save_choices", "import_drafts.save_progress",
    "import_drafts.start_running", "import_drafts.stop_running", "judging.offered", "judging.past_for",
    "judging.reasoned", "judging.refuse_next", "judging.refuse_unfit", "logbook.count_unsettled",
    "matchings.remember", "observations.all_ours", "observations.observations", "observations.put",
    "observations.refuse_changing", "observations.unlog", "people.allowed", "people.alone", "people.change_me",
    "people.permit", "people.touched", "pieces.keep", "pieces.open_batch", "places.make_new",
    "ripples.refuse_turning", "ripples.turn", "ripples.unlink", "stories.let_go", "stories.place", "stories.remove",
    "story_names.other_name", "story_names.shown_names", "witness.may_ask", "witness.revoke",
})  # fmt: skip
# Who threw it away or may judge reads it in the bin itself, and nowhere else.
IN_THE_BIN = ("bin.in_bin", "observations.get", "observations.readable_row")


def _themes(session: Session, who: Who) -> list[str]:
    return [theme.id for ring in desired.rings(session, who, "Onverwacht") for theme in ring.themes]


def _asked() -> Asked:
    return Asked(then=date(2026, 1, 1), now=date(2026, 11, 1), window=None)


def _read(read: Reader, *asked: Any) -> str:
    """All that this reader tells, as text; nothing when it refuses."""
    try:
        return _words(read(*asked))
    except (NotFound, NotAllowed):
        return ""


def _words(told: Any) -> str:
    if isinstance(told, tuple):
        return " ".join(map(_words, told))
    if not isinstance(told, bytes):
        return repr(told)
    if not zipfile.is_zipfile(io.BytesIO(told)):
        return told.decode()
    with zipfile.ZipFile(io.BytesIO(told)) as opened:
        return " ".join(opened.read(name).decode() for name in opened.namelist())


def public_readers() -> Iterator[str]:
    """Every public function of the store that reads or asks something for a person."""
    for module in pkgutil.iter_modules(db.__path__):
        if module.name in ("__main__", "migrations"):
            continue
        for name, made in vars(importlib.import_module(f"db.{module.name}")).items():
            if not inspect.isfunction(made) or name.startswith("_") or made.__module__ != f"db.{module.name}":
                continue
            asked = list(inspect.signature(made).parameters)
            if asked[:2] == ["session", "who"] and not {"token", "version"} & set(asked):
                yield f"{module.name}.{name}"


def test_no_reader_of_the_store_is_forgotten_here() -> None:
    assert set(public_readers()) == {*READERS, *NO_READERS} - {"witness.question"}


@pytest.mark.parametrize("hide", [thrown_away, erased])
def test_what_is_hidden_is_told_nowhere(
    session: Session, tmp_path: Path, hide: Callable[[Session, Who, Hidden], None]
) -> None:
    who, store = make_collaboration(session), Folder(tmp_path / "files")
    hidden = Hidden(session, who)
    readers = [who, hidden.writer, *(make_person(session, who.collaboration_id, role) for role in Role)]
    told_before = {name: _read(read, session, who, hidden, store).lower() for name, read in READERS.items()}
    assert sum(any(secret in told for secret in SECRETS) for told in told_before.values()) > 12
    hide(session, who, hidden)
    session.expire_all()
    for name, read in READERS.items():
        for reader in readers:
            told = _read(read, session, reader, hidden, store).lower()
            inside = hide is thrown_away and name in IN_THE_BIN
            assert inside or not any(secret in told for secret in SECRETS), (name, told)


def test_the_history_of_an_effect_still_tells_that_it_was_linked_and_out_of_the_bin_again_why(
    session: Session, tmp_path: Path
) -> None:
    who = make_collaboration(session)
    hidden = Hidden(session, who)
    before = observations.history(session, who, hidden.after)
    names = [one.name for one in stories.stories(session, who)]
    thrown_away(session, who, hidden)
    (linked,) = observations.history(session, who, hidden.after)
    assert (linked.other, linked.after["ripple"]["why"], linked.after["ripple"]["kind"]) == ("", "", "leads_to")
    shown = [one.name for one in stories.stories(session, who)]
    assert len(set(shown)) == 2
    assert not set(shown) & set(names)
    the_bin.restore(session, who, hidden.id, version=observations.get(session, who, hidden.id).version)
    assert observations.history(session, who, hidden.after) == before
    assert [one.name for one in stories.stories(session, who)] == names


def test_a_draft_is_told_of_in_no_history_or_ripple_but_to_its_writer(session: Session) -> None:
    who = make_collaboration(session)
    draft = make_observation(session, who, "Docenten", state=State.DRAFT, seen_on=EARLY, what="Het zwartekaas.")
    effect = make_observation(session, who, "Scholen", seen_on=LATE)
    join(session, who, effect, draft, why="Door het paarsbord.")
    member = make_person(session, who.collaboration_id, Role.MEMBER)
    told = repr((observations.history(session, member, effect), ripples.around(session, member, effect))).lower()
    assert not any(secret in told for secret in SECRETS)
