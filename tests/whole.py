"""Any collaboration there can be, as the plain rows that stand in a file: small ones, and as odd as they come."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from impact.model import (
    Agreement,
    Certainty,
    ChangeKind,
    Direction,
    Intended,
    MilestoneKind,
    Phase,
    Precision,
    RippleKind,
    State,
)  # fmt: skip
from impact.observation.evidence_files import NOBODY_RECOGNISABLE, accept_file
from impact.text.safe_text import drop_unsafe
from impact.whole import collaboration_file
from impact.whole.collaboration_data import list_file_references, list_people_ids
from impact.whole.collaboration_file import CollaborationFile
from tests.build import TODAY

Told = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

FIRST = datetime(1950, 1, 1, tzinfo=UTC)
ids = st.uuids(version=4).map(str)
# What no output can take is left out on the way in, so it cannot come back the same.
SIGN = st.characters(exclude_categories=("Cc", "Cs")).filter(lambda sign: drop_unsafe(sign) == sign)
blocks = st.text(SIGN | st.just("\n"), max_size=40) | st.just("w" * 2000) | st.just("=1+1\n\u200f<b>🌊")
lines = st.text(SIGN, max_size=30)
numbers = st.integers(1, 2**31 - 1)
days = st.dates(date(1950, 1, 1), TODAY).map(date.isoformat)
moments = st.timedeltas(timedelta(0), timedelta(days=36_000)).map(
    lambda ago: (FIRST + ago).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
)


def names(most: int) -> st.SearchStrategy[str]:
    """A name of one line that is not empty."""
    return st.text(SIGN, max_size=most - 1).map(lambda text: f"n{text}") | st.just("n" * most)


def word(kind: Any) -> st.SearchStrategy[str]:
    """One of the listed words."""
    return st.sampled_from([one.value for one in kind])


def numbered(rows: list[Told]) -> list[Told]:
    """These rows, the last one drawn with the lowest number: the order of the ids does not tell it."""
    return [row | {"number": number} for number, row in enumerate(reversed(rows), 1)]


def maybe(some: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """This, or nothing."""
    return st.none() | some


def _photo(colour: tuple[int, int, int]) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(kept, "PNG")
    return kept.getvalue()


TAKEN = (
    accept_file(_photo((200, 30, 30)), "werkplaats.png"),
    accept_file(_photo((30, 30, 200)), "=rood ‮gnp"),
    accept_file(b"Notulen van het overleg.\n", "notulen 🌊.txt"),
    accept_file(b"wie;wat\n", "lijst.csv"),
    accept_file(b"%PDF-1.7\n%%EOF\n", "verslag.pdf"),
)
TEXTS = ("link", "quote", "figure", "document")
CONTENT = {sha256(one.content).hexdigest(): one.content for one in TAKEN}


@st.composite
def kept(draw: Draw, people: list[str]) -> Told:
    """What every row has."""
    who = maybe(st.sampled_from(people)) if people else st.none()
    return {
        "id": draw(ids),
        "version": draw(numbers),
        "created_at": draw(moments),
        "created_by": draw(who),
        "updated_at": draw(moments),
        "updated_by": draw(who),
    }


def _file(draw: Draw) -> tuple[str, Told]:
    taken = draw(st.sampled_from(TAKEN))
    key = sha256(taken.content).hexdigest()
    consent = draw(st.just(NOBODY_RECOGNISABLE) | names(200))
    return taken.kind.value, {
        "hash": key, "name": taken.name, "media": taken.media, "size": len(taken.content), "consent": consent,
    }  # fmt: skip


@st.composite
def evidence(draw: Draw, people: list[str]) -> Told:
    """A piece of evidence, with or without a file."""
    kind, file = _file(draw) if draw(st.booleans()) else (draw(st.sampled_from(TEXTS)), None)
    return draw(kept(people)) | {
        "kind": kind if file or kind != "photo" else "quote",
        "text": draw(blocks),
        "file": file,
    }


def _some(draw: Draw, rows: list[Told]) -> Any:
    return draw(maybe(st.sampled_from([row["id"] for row in rows]))) if rows else None


@st.composite
def observation(draw: Draw, people: list[str], told: Told) -> Told:
    """Something that was seen, in any state that goes along."""
    direction = draw(word(Direction))
    return draw(kept(people)) | {
        "what": draw(names(280)),
        "theme_id": draw(st.sampled_from([one["id"] for one in told["themes"]])),
        "seen_on": draw(days),
        "precision": draw(word(Precision)),
        "direction": direction,
        "level": 0 if direction == "no_change" else draw(maybe(st.integers(0, 4))),
        "rung": draw(st.integers(1, 5)),
        "state": draw(word([one for one in State if one not in (State.DRAFT, State.BINNED)])),
        "why": draw(blocks),
        "contribution": draw(blocks),
        "circumstances": draw(blocks),
        "intended": draw(word(Intended)),
        "change_kind": draw(maybe(word(ChangeKind))),
        "observer_role": draw(lines),
        "reached": draw(maybe(st.integers(0, 1_000_000))),
        "activity_id": _some(draw, told["activities"]),
        "organisation_id": _some(draw, told["organisations"]),
        "batch_id": _some(draw, told["batches"]),
        "evidence": draw(st.lists(evidence(people), max_size=2).map(numbered)),
    }


@st.composite
def theme(draw: Draw, people: list[str], told: Told, ring_id: str, label: str) -> Told:
    """A desired impact; without a label the one nobody wished for."""
    halves = st.integers(0, 8).map(lambda half: half / 2)
    steps = draw(st.lists(days, max_size=2, unique=True))
    return draw(kept(people)) | {
        "ring_id": ring_id,
        "label": label,
        "wish": draw(blocks),
        "unexpected": not label,
        "position": draw(st.integers(0, 10_000)),
        "wordings": draw(st.lists(lines, min_size=5, max_size=5)),
        "batch_id": _some(draw, told["batches"]),
        "wanted": [draw(kept(people)) | {"from_on": day, "level": draw(halves)} for day in steps],
    }


def _rings(draw: Draw, people: list[str], told: Told) -> None:
    for name in draw(st.lists(names(60), min_size=2, max_size=3, unique=True)):
        ring = draw(kept(people)) | {"name": name, "position": draw(st.integers(0, 9))}
        told["rings"].append(ring)
        for label in ["", *draw(st.lists(names(60), max_size=2, unique=True))]:
            told["themes"].append(draw(theme(people, told, ring["id"], label)))


def _ripples(draw: Draw, people: list[str], told: Told) -> None:
    """Between any two, so in circles too."""
    seen, stones = [one["id"] for one in told["observations"]], [one["id"] for one in told["activities"]]
    causes = [("cause_observation_id", one) for one in seen] + [("cause_activity_id", one) for one in stones]
    pairs = [(kind, cause, effect) for kind, cause in causes for effect in seen if cause != effect]
    for kind, cause, effect in draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True)) if pairs else ():
        none = {"cause_observation_id": None, "cause_activity_id": None}
        more = {"effect_id": effect, "kind": draw(word(RippleKind)), "certainty": draw(word(Certainty))}
        told["ripples"].append(draw(kept(people)) | none | {kind: cause} | more | {"why": draw(blocks)})


@st.composite
def milestone(draw: Draw, people: list[str], told: Told) -> Told:
    """A mark on the timeline, held ready, revealed or plain."""
    kind = draw(word(MilestoneKind))
    story = ("intention", "happened", "learned", "changed", "shared_with")
    return draw(kept(people)) | {
        "kind": kind,
        "title": draw(names(120)),
        "on": draw(days),
        "phase": draw(word(Phase)) if kind == "phase_change" else None,
        "ring_id": _some(draw, told["rings"]),
        "held": draw(st.booleans()),
        "revealed_at": draw(maybe(moments)),
        **{name: draw(blocks) for name in story},
    }


def _stories(draw: Draw, people: list[str], told: Told) -> None:
    gap = {"observation_id": None, "activity_id": None}
    steps = [gap] + [gap | {"observation_id": one["id"]} for one in told["observations"]]
    steps += [gap | {"activity_id": one["id"]} for one in told["activities"]]
    for name in draw(st.lists(names(120), max_size=2, unique=True)):
        path = draw(st.lists(st.sampled_from(steps), min_size=2, max_size=4))
        more = {"telling": draw(blocks), "position": draw(st.integers(0, 9)), "steps": path}
        told["stories"].append(draw(kept(people)) | {"name": name} | more)


@st.composite
def witness(draw: Draw, people: list[str], told: Told) -> Told:
    """Somebody outside who answered."""
    return draw(kept(people)) | {
        "observation_id": draw(st.sampled_from([one["id"] for one in told["observations"]])),
        "asked_of": draw(names(80)),
        "until": draw(days),
        "revoked_at": draw(maybe(moments)),
        "answered_at": draw(moments),
        "agreement": draw(word(Agreement)),
        "remark": draw(st.text(SIGN, max_size=500)),
        "intended": draw(word(Intended)),
        "about_version": draw(maybe(numbers)),
    }


@st.composite
def change(draw: Draw, people: list[str], told: Told) -> Told:
    """One change in the history: of fields, of the evidence with a file that is gone since, or of a ripple."""
    seen = [one["id"] for one in told["observations"]]
    kind, file = _file(draw)
    ripple = {"id": draw(ids), "cause_observation_id": draw(ids), "cause_activity_id": None, "kind": "hinders"}
    before, after = draw(
        st.sampled_from([
            ({"what": "eerst", "level": 0}, {"what": "later", "level": 4}),
            ({"state": "draft"}, {"state": "binned"}),
            ({"seen_on": "2026-01-01", "change_kind": None}, {"seen_on": "2026-02-28", "change_kind": "behaviour"}),
            ({"evidence": []}, {"evidence": [["quote", "Ja."], [kind, "", file]]}),
            ({"ripple": None}, {"ripple": ripple | {"certainty": "suspected", "why": "Daarom."}}),
        ])
    )  # fmt: skip
    return {
        "id": draw(ids),
        "observation_id": draw(st.sampled_from(seen)),
        "at": draw(moments),
        "by": draw(maybe(st.sampled_from(people))) if people else None,
        "before": before,
        "after": after,
        "reason": draw(lines),
        "other_id": draw(maybe(st.sampled_from(seen))),
    }


@st.composite
def collaborations(draw: Draw) -> Told:
    """Any collaboration, with all that hangs on it."""
    people = [f"{one[:14]}8{one[15:]}" for one in draw(st.lists(ids, max_size=3, unique=True))]
    told: Told = {name: [] for name in collaboration_file.load_schema()["properties"]}
    told |= {"format": collaboration_file.FILE_FORMAT, "version": collaboration_file.FORMAT_VERSION}
    told["collaboration"] = draw(kept(people)) | {"name": draw(names(120)), "fictional": draw(st.booleans())}
    for _ in range(draw(st.integers(0, 2))):
        told["batches"].append(draw(kept(people)) | {"file_name": draw(names(255)), "rows": draw(st.integers(0, 9))})
    for name in draw(st.lists(names(120), max_size=2, unique=True)):
        told["organisations"].append(draw(kept(people)) | {"name": name, "batch_id": _some(draw, told["batches"])})
    for name in draw(st.lists(names(120), max_size=2, unique=True)):
        more = {"started_on": draw(maybe(days)), "batch_id": _some(draw, told["batches"])}
        told["activities"].append(draw(kept(people)) | {"name": name} | more)
    _rings(draw, people, told)
    told["observations"] = draw(st.lists(observation(people, told), max_size=4))
    _ripples(draw, people, told)
    told["milestones"] = numbered(draw(st.lists(milestone(people, told), max_size=2)))
    _stories(draw, people, told)
    if told["observations"]:
        told["witnesses"] = draw(st.lists(witness(people, told), max_size=2))
        told["history"] = numbered(draw(st.lists(change(people, told), max_size=3)))
    told["erased"] = [{"id": draw(ids), "erased_on": draw(days)} for _ in range(draw(st.integers(0, 2)))]
    known, some = list_people_ids(told), draw(names(80))
    told["people"] = [{"id": one, "name": f"{some[:70]}{at}"} for at, one in enumerate(sorted(known))]
    held = [key for key in list_file_references(told) if draw(st.integers(0, 9))]  # now and then one is missing
    told["files"] = [{"hash": key, "size": len(CONTENT[key])} for key in held]
    return told


def packed(told: Told) -> bytes:
    """This collaboration as the file it makes."""
    stream = io.BytesIO()
    collaboration_file.write_collaboration_file(stream, told, CONTENT.get)
    return stream.getvalue()


def unpacked(content: bytes) -> CollaborationFile:
    """A file, looked through."""
    return collaboration_file.read_collaboration_file(io.BytesIO(content), TODAY)
