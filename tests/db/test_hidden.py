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
from db import collaborations, desired, erase, export, feed, logbook, milestones, people, report, undo
from db.copies import whole_export
from db.copies.evidence_files import FileStore, FolderStore
from db.imports import batches, duplicates, exchange, matchings, name_lookup
from db.observation_filter import ObservationFilter
from db.observations import latest, overrules, records, recycle_bin, review, tallies, witness
from db.ripples import links, stories
from impact.access import Role
from impact.errors import NotAllowed, NotFound
from impact.exporting import observations_xlsx
from impact.model import Evidence, EvidenceKind, State, Who
from impact.report.pack import PackRequest
from impact.ripples.stories import StoryPoint, propose_name
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
    version = records.get_observation(session, who, hidden.id).version
    recycle_bin.move_to_bin(session, who, hidden.id, version=version, reason="Roodvlak.")


def erased(session: Session, who: Who, hidden: Hidden) -> None:
    thrown_away(session, who, hidden)
    erase.erase_observations(session, who, [hidden.id], TODAY)


def _whole(session: Session, who: Who, store: FileStore) -> bytes:
    stream = io.BytesIO()
    whole_export.write_collaboration(session, who, store, stream)
    return stream.getvalue()


Reader = Callable[[Session, Who, Hidden, FileStore], Any]
# Every function of the store that reads for a person, asked for all it has to tell.
READERS: dict[str, Reader] = {
    "latest.list_own_disputed": lambda s, who, h, _: latest.list_own_disputed(s, who),
    "batches.list_batches": lambda s, who, h, _: batches.list_batches(s, who),
    "batches.list_imported_files": lambda s, who, h, _: batches.list_imported_files(s, who),
    "recycle_bin.list_binned": lambda s, who, h, _: recycle_bin.list_binned(s, who),
    "recycle_bin.may_move_to_bin": lambda s, who, h, _: recycle_bin.may_move_to_bin(s, who, h.id),
    "collaborations.list_activities": lambda s, who, h, _: collaborations.list_activities(s, who),
    "collaborations.get_collaboration": lambda s, who, h, _: collaborations.get_collaboration(s, who),
    "collaborations.list_organisations": lambda s, who, h, _: collaborations.list_organisations(s, who),
    "collaborations.list_participants": lambda s, who, h, _: collaborations.list_participants(s, who),
    "collaborations.count_owned": lambda s, who, h, _: collaborations.count_owned(s, who),
    "desired.list_rings": lambda s, who, h, _: desired.list_rings(s, who, "Onverwacht"),
    "duplicates.find_stored_duplicates": lambda s, who, h, _: duplicates.find_stored_duplicates(s, who, ()),
    "duplicates.find_duplicates": lambda s, who, h, _: duplicates.find_duplicates(s, who, ()),
    "erase.get_erasure_day": lambda s, who, h, _: erase.get_erasure_day(s, who, h.id),
    "erase.count_erasure_reach": lambda s, who, h, _: erase.count_erasure_reach(s, who, [h.id]),
    "export.export_observations": lambda s, who, h, _: (
        export.export_observations(s, who, "nl"),
        export.export_observations(s, who, "nl", write=observations_xlsx.write_workbook),
    ),
    "exchange.list_known_names": lambda s, who, h, _: exchange.list_known_names(s, who),
    "feed.list_feeds": lambda s, who, h, _: (feed.read_feed_piece(s, h.feed, None), feed.list_feeds(s, who)),
    "links.list_sentences": lambda s, who, h, _: links.list_sentences(s, who, [h.id, h.after]),
    "latest.list_last_logged": lambda s, who, h, _: latest.list_last_logged(s, who),
    "latest.list_logged_since": lambda s, who, h, _: latest.list_logged_since(s, who, ALL_TIME),
    "latest.list_newest": lambda s, who, h, _: latest.list_newest(s, who, _themes(s, who), None, TODAY),
    "logbook.get_allowed_actions": lambda s, who, h, _: [
        logbook.get_allowed_actions(s, who, one) for one in (h.id, h.after)
    ],
    "logbook.search_earlier": lambda s, who, h, _: logbook.search_earlier(s, who, "zwartekaas", TODAY),
    "observation_filter.matches_filter": lambda s, who, h, _: None,  # a condition, not what it finds
    "logbook.find_observations": lambda s, who, h, _: (
        logbook.find_observations(s, who, ObservationFilter()),
        logbook.find_observations(s, who, ObservationFilter(text="het")),
    ),
    "logbook.list_observation_ids": lambda s, who, h, _: logbook.list_observation_ids(s, who, ObservationFilter()),
    "matchings.find_earlier_matching": lambda s, who, h, _: matchings.find_earlier_matching(s, who, "a" * 64, ["wat"]),
    "milestones.list_milestones": lambda s, who, h, _: milestones.list_milestones(s, who),
    "records.get_observation": lambda s, who, h, _: [
        records.get_observation(s, who, one) for one in (h.after, h.before, h.id)
    ],
    "records.list_observation_changes": lambda s, who, h, _: [
        records.list_observation_changes(s, who, one) for one in (h.after, h.before)
    ],
    "records.get_readable_row": lambda s, who, h, _: vars(records.get_readable_row(s, who, h.id)),
    "overrules.count_overrules": lambda s, who, h, _: overrules.count_overrules(s, who, ALL_TIME),
    "people.get_role": lambda s, who, h, _: people.get_role(s, who),
    "name_lookup.read_known_names": lambda s, who, h, _: name_lookup.read_known_names(s, who),
    "name_lookup.read_ids_by_name": lambda s, who, h, _: name_lookup.read_ids_by_name(s, who),
    "report.gather_pack_material": lambda s, who, h, _: report.gather_pack_material(s, who, _asked(), "Onverwacht"),
    "review.count_open_questions": lambda s, who, h, _: review.count_open_questions(s, who, ALL_TIME),
    "review.list_logged_counts": lambda s, who, h, _: review.list_logged_counts(s, who, ALL_TIME, datetime.now(UTC)),
    "review.count_to_judge": lambda s, who, h, _: review.count_to_judge(s, who),
    "links.list_ripples_around": lambda s, who, h, _: [
        links.list_ripples_around(s, who, one) for one in (h.id, h.after, h.before)
    ],
    "links.list_ripples_between": lambda s, who, h, _: links.list_ripples_between(s, who, _themes(s, who), None, TODAY),
    "links.count_ripples": lambda s, who, h, _: links.count_ripples(s, who),
    "links.list_nodes": lambda s, who, h, _: (links.list_nodes(s, who), links.list_nodes(s, who, linked_only=True)),
    "links.list_removable_ids": lambda s, who, h, _: links.list_removable_ids(s, who, [h.to, h.fro]),
    "links.list_ripples": lambda s, who, h, _: links.list_ripples(s, who),
    "stories.list_story_paths": lambda s, who, h, _: stories.list_story_paths(s, who),
    "stories.list_stories": lambda s, who, h, _: stories.list_stories(s, who),
    "stories.get_story": lambda s, who, h, _: [
        stories.get_story(s, who, one) for one in stories.list_story_paths(s, who)
    ],
    "stories.describe_paths": lambda s, who, h, _: stories.describe_paths(
        s, who, [(StoryPoint(h.before), StoryPoint(h.id), StoryPoint(h.after))]
    ),
    "tallies.list_tallies": lambda s, who, h, _: tallies.list_tallies(s, who),
    "undo.find_undoable_change": lambda s, who, h, _: [
        undo.find_undoable_change(s, who, one) for one in (h.after, h.before)
    ],
    "whole_export.collect_collaboration": lambda s, who, h, store: whole_export.collect_collaboration(s, who, store),
    "whole_export.write_collaboration": lambda s, who, h, store: _whole(s, who, store),
    "witness.get_witness_question": lambda s, who, h, _: witness.get_witness_question(s, h.link, TODAY),
    "witness.list_doubted_ids": lambda s, who, h, _: witness.list_doubted_ids(s, who),
    "witness.list_witness_requests": lambda s, who, h, _: [
        witness.list_witness_requests(s, who, one) for one in (h.id, h.after)
    ],
}
# What a person asks for by `who`, but which acts, or asks only whether something may be done.
NO_READERS = frozenset(
    {
        "batches.undo_batch",
        "bulk.undo_changes",
        "collaborations.find_or_add_named",
        "collaborations.remove_collaboration",
        "collaborations.remove_activity",
        "collaborations.remove_organisation",
        "desired.move_ring",
        "desired.move_theme",
        "desired.remove_wanted_level",
        "desired.set_wanted_level",
        "erase.erase_observations",
        "exchange.plan_import",
        "feed.revoke_feed",
        "evidence_files.read_evidence_file",
        "drafts.delete_import_draft",
        "drafts.save_import_draft",
        "drafts.read_import_draft",
        "drafts.read_import_phase",
        "drafts.save_choices",
        "drafts.save_progress",
        "drafts.start_import_run",
        "drafts.stop_import_run",
        "judging.list_next_states",
        "judging.read_judging_past",
        "judging.list_states_needing_reason",
        "judging.check_judgement",
        "judging.check_state_allowed",
        "logbook.count_unsettled",
        "matchings.save_matching",
        "records.check_references",
        "records.load_observations",
        "records.save_change",
        "people.check_may_change",
        "people.may_change",
        "records.undo_logging",
        "people.is_allowed",
        "people.lock_collaboration",
        "people.change_own_membership",
        "people.require_permission",
        "people.bump_data_version",
        "batch_rows.save_rows",
        "batch_rows.open_batch",
        "name_lookup.create_missing",
        "links.check_ripple_undo",
        "links.undo_ripple_change",
        "links.remove_ripple",
        "stories.rename_before_erasure",
        "stories.move_story",
        "stories.remove_story",
        "story_names.propose_free_name",
        "story_names.get_shown_names",
        "rows.get_own_row",
        "rows.save_row",
        "rows.delete_row",
        "witness.revoke_witness_link",
    }
)
# Who threw it away or may judge reads it in the bin itself, and nowhere else.
IN_THE_BIN = ("recycle_bin.list_binned", "records.get_observation", "records.get_readable_row")


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
    for module in pkgutil.walk_packages(db.__path__, "db."):
        if module.name == "db.__main__" or module.name.startswith("db.migrations"):
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            if not inspect.isfunction(function) or name.startswith("_") or function.__module__ != module.name:
                continue
            parameters = list(inspect.signature(function).parameters)
            if parameters[:2] == ["session", "who"] and not {"token", "version"} & set(parameters):
                yield f"{module.name.rpartition('.')[2]}.{name}"


def test_no_reader_of_the_store_is_forgotten_here() -> None:
    assert set(public_readers()) == {*READERS, *NO_READERS} - {"witness.get_witness_question"}


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


def test_the_history_of_an_effect_hides_why_while_its_cause_is_in_the_bin(session: Session, tmp_path: Path) -> None:
    who = make_collaboration(session)
    hidden = Hidden(session, who)
    before = records.list_observation_changes(session, who, hidden.after)
    names = [one.name for one in stories.list_stories(session, who)]
    thrown_away(session, who, hidden)
    (linked,) = records.list_observation_changes(session, who, hidden.after)
    assert (linked.other_text, linked.after["ripple"]["why"], linked.after["ripple"]["kind"]) == ("", "", "leads_to")
    shown = [one.name for one in stories.list_stories(session, who)]
    assert len(set(shown)) == 2
    assert not set(shown) & set(names)
    recycle_bin.restore_observation(
        session, who, hidden.id, version=records.get_observation(session, who, hidden.id).version
    )
    assert records.list_observation_changes(session, who, hidden.after) == before
    assert [one.name for one in stories.list_stories(session, who)] == names


def test_a_draft_is_told_of_in_no_history_or_ripple_but_to_its_writer(session: Session) -> None:
    who = make_collaboration(session)
    draft = make_observation(session, who, "Docenten", state=State.DRAFT, seen_on=EARLY, what="Het zwartekaas.")
    effect = make_observation(session, who, "Scholen", seen_on=LATE)
    join(session, who, effect, draft, why="Door het paarsbord.")
    member = make_person(session, who.collaboration_id, Role.MEMBER)
    told = repr(
        (
            records.list_observation_changes(session, member, effect),
            links.list_ripples_around(session, member, effect),
        )
    ).lower()
    assert not any(secret in told for secret in SECRETS)
