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
from db.files import FileStore, FolderStore
from db.logbook import ObservationFilter
from impact.access import Role
from impact.errors import NotAllowed, NotFound
from impact.exchange import xlsx_out
from impact.model import Evidence, EvidenceKind, State, Who
from impact.report.pack import PackRequest
from impact.stories import StoryPoint, propose_name
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
            name = f"{propose_name(what)} ({number + 1})" if number else propose_name(what)
            stories.add_story(session, who, name, (StoryPoint(start), StoryPoint(end)), token=token())
        made = feed.create_feed(session, who, "Power BI", ObservationFilter(), None, "nl", TODAY, token=token())
        self.feed = feed.open_feed(session, made.secret, TODAY)
        self.link = witness.create_witness_link(
            session, who, self.id, "Praktijkbegeleider", TODAY, TODAY, token=token()
        ).secret


def thrown_away(session: Session, who: Who, hidden: Hidden) -> None:
    version = observations.get_observation(session, who, hidden.id).version
    the_bin.move_to_bin(session, who, hidden.id, version=version, reason="Roodvlak.")


def erased(session: Session, who: Who, hidden: Hidden) -> None:
    thrown_away(session, who, hidden)
    erase.erase_observations(session, who, [hidden.id], TODAY)


def _whole(session: Session, who: Who, store: FileStore) -> bytes:
    stream = io.BytesIO()
    whole.write_collaboration(session, who, store, stream)
    return stream.getvalue()


Reader = Callable[[Session, Who, Hidden, FileStore], Any]
# Every function of the store that reads for a person, asked for all it has to tell.
READERS: dict[str, Reader] = {
    "answers.disputed": lambda s, who, h, _: answers.list_own_disputed(s, who),
    "batches.batches": lambda s, who, h, _: batches.list_batches(s, who),
    "batches.sources": lambda s, who, h, _: batches.list_imported_files(s, who),
    "bin.in_bin": lambda s, who, h, _: the_bin.list_binned(s, who),
    "bin.may_throw_away": lambda s, who, h, _: the_bin.may_move_to_bin(s, who, h.id),
    "collaborations.activities": lambda s, who, h, _: collaborations.list_activities(s, who),
    "collaborations.get": lambda s, who, h, _: collaborations.get_collaboration(s, who),
    "collaborations.organisations": lambda s, who, h, _: collaborations.list_organisations(s, who),
    "collaborations.participants": lambda s, who, h, _: collaborations.list_participants(s, who),
    "collaborations.possessions": lambda s, who, h, _: collaborations.count_owned(s, who),
    "desired.rings": lambda s, who, h, _: desired.list_rings(s, who, "Onverwacht"),
    "doubles.there_already": lambda s, who, h, _: doubles.find_stored_duplicates(s, who, ()),
    "doubles.find_doubles": lambda s, who, h, _: doubles.find_duplicates(s, who, ()),
    "erase.erased_on": lambda s, who, h, _: erase.get_erasure_day(s, who, h.id),
    "erase.reach": lambda s, who, h, _: erase.count_erasure_reach(s, who, [h.id]),
    "exchange.exported": lambda s, who, h, _: (
        exchange.export_observations(s, who, "nl"),
        exchange.export_observations(s, who, "nl", write=xlsx_out.write_workbook),
    ),
    "exchange.known_to": lambda s, who, h, _: exchange.list_known_names(s, who),
    "feed.feeds": lambda s, who, h, _: (feed.read_feed_piece(s, h.feed, None), feed.list_feeds(s, who)),
    "graph.nodes": lambda s, who, h, _: graph.list_nodes(s, who),
    "graph.sentences": lambda s, who, h, _: graph.list_sentences(s, who, [h.id, h.after]),
    "latest.last_logged": lambda s, who, h, _: latest.list_last_logged(s, who),
    "latest.logged_since": lambda s, who, h, _: latest.list_logged_since(s, who, ALL_TIME),
    "latest.newest": lambda s, who, h, _: latest.list_newest(s, who, _themes(s, who), None, TODAY),
    "logbook.choices": lambda s, who, h, _: [logbook.get_allowed_actions(s, who, one) for one in (h.id, h.after)],
    "logbook.earlier": lambda s, who, h, _: logbook.search_earlier(s, who, "zwartekaas", TODAY),
    "logbook.fitting": lambda s, who, h, _: None,  # a condition, not what it finds
    "logbook.found": lambda s, who, h, _: (
        logbook.find_observations(s, who, ObservationFilter()),
        logbook.find_observations(s, who, ObservationFilter(text="het")),
    ),
    "logbook.ids": lambda s, who, h, _: logbook.list_observation_ids(s, who, ObservationFilter()),
    "matchings.earlier": lambda s, who, h, _: matchings.find_earlier_matching(s, who, "a" * 64, ["wat"]),
    "milestones.milestones": lambda s, who, h, _: milestones.list_milestones(s, who),
    "observations.get": lambda s, who, h, _: [
        observations.get_observation(s, who, one) for one in (h.after, h.before, h.id)
    ],
    "observations.history": lambda s, who, h, _: [
        observations.list_observation_changes(s, who, one) for one in (h.after, h.before)
    ],
    "observations.readable_row": lambda s, who, h, _: vars(observations.get_readable_row(s, who, h.id)),
    "overrules.counted": lambda s, who, h, _: overrules.count_overrules(s, who, ALL_TIME),
    "people.role_in": lambda s, who, h, _: people.get_role(s, who),
    "places.known": lambda s, who, h, _: places.read_known_names(s, who),
    "places.places": lambda s, who, h, _: places.read_ids_by_name(s, who),
    "report.material": lambda s, who, h, _: report.gather_pack_material(s, who, _asked(), "Onverwacht"),
    "review.asking": lambda s, who, h, _: review.count_open_questions(s, who, ALL_TIME),
    "review.silent": lambda s, who, h, _: review.list_logged_counts(s, who, ALL_TIME, datetime.now(UTC)),
    "review.to_judge": lambda s, who, h, _: review.count_to_judge(s, who),
    "ripples.around": lambda s, who, h, _: [
        ripples.list_ripples_around(s, who, one) for one in (h.id, h.after, h.before)
    ],
    "ripples.between": lambda s, who, h, _: ripples.list_ripples_between(s, who, _themes(s, who), None, TODAY),
    "ripples.counts": lambda s, who, h, _: ripples.count_ripples(s, who),
    "ripples.nodes": lambda s, who, h, _: ripples.list_linked_nodes(s, who),
    "ripples.removable": lambda s, who, h, _: ripples.list_removable_ids(s, who, [h.to, h.fro]),
    "ripples.ripples": lambda s, who, h, _: ripples.list_ripples(s, who),
    "stories.paths": lambda s, who, h, _: stories.list_story_paths(s, who),
    "stories.stories": lambda s, who, h, _: stories.list_stories(s, who),
    "stories.story": lambda s, who, h, _: [stories.get_story(s, who, one) for one in stories.list_story_paths(s, who)],
    "stories.told": lambda s, who, h, _: stories.describe_paths(
        s, who, [(StoryPoint(h.before), StoryPoint(h.id), StoryPoint(h.after))]
    ),
    "tallies.tallies": lambda s, who, h, _: tallies.list_tallies(s, who),
    "undo.offered": lambda s, who, h, _: [undo.find_undoable_change(s, who, one) for one in (h.after, h.before)],
    "whole.told": lambda s, who, h, store: whole.collect_collaboration(s, who, store),
    "whole.written": lambda s, who, h, store: _whole(s, who, store),
    "witness.question": lambda s, who, h, _: witness.get_witness_question(s, h.link, TODAY),
    "witness.unjudged": lambda s, who, h, _: witness.list_doubted_ids(s, who),
    "witness.witnesses": lambda s, who, h, _: [witness.list_witness_requests(s, who, one) for one in (h.id, h.after)],
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
    return [theme.id for ring in desired.list_rings(session, who, "Onverwacht") for theme in ring.themes]


def _asked() -> PackRequest:
    return PackRequest(month_then=date(2026, 1, 1), month_now=date(2026, 11, 1), window=None)


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
    who, store = make_collaboration(session), FolderStore(tmp_path / "files")
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
    before = observations.list_observation_changes(session, who, hidden.after)
    names = [one.name for one in stories.list_stories(session, who)]
    thrown_away(session, who, hidden)
    (linked,) = observations.list_observation_changes(session, who, hidden.after)
    assert (linked.other_text, linked.after["ripple"]["why"], linked.after["ripple"]["kind"]) == ("", "", "leads_to")
    shown = [one.name for one in stories.list_stories(session, who)]
    assert len(set(shown)) == 2
    assert not set(shown) & set(names)
    the_bin.restore_observation(
        session, who, hidden.id, version=observations.get_observation(session, who, hidden.id).version
    )
    assert observations.list_observation_changes(session, who, hidden.after) == before
    assert [one.name for one in stories.list_stories(session, who)] == names


def test_a_draft_is_told_of_in_no_history_or_ripple_but_to_its_writer(session: Session) -> None:
    who = make_collaboration(session)
    draft = make_observation(session, who, "Docenten", state=State.DRAFT, seen_on=EARLY, what="Het zwartekaas.")
    effect = make_observation(session, who, "Scholen", seen_on=LATE)
    join(session, who, effect, draft, why="Door het paarsbord.")
    member = make_person(session, who.collaboration_id, Role.MEMBER)
    told = repr(
        (
            observations.list_observation_changes(session, member, effect),
            ripples.list_ripples_around(session, member, effect),
        )
    ).lower()
    assert not any(secret in told for secret in SECRETS)
