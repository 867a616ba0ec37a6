"""What a file says in the columns that are lists of ours: each text once, how often, and what it may stand for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from impact.exchange.columns import same
from impact.exchange.matching import BETWEEN, Matching, key_of
from impact.exchange.plan import Known
from impact.exchange.table import Table
from impact.exchange.values import LISTED, NAMED, Proposal, listed, named, themed, trimmed

MOST_NEAR = 300  # of more texts than these in one column nothing near is sought: it is no list


@dataclass(frozen=True)
class Asked:
    """One text of one list: in how many rows it stands, in which ring of ours (for a theme), and what is proposed.

    `proposal.meaning` None stands for something new when `may_be_new`, else for nothing known.
    """

    field: str
    key: str
    text: str
    rows: int
    proposal: Proposal
    ring: str = ""

    @property
    def may_be_new(self) -> bool:
        """Whether this is a list that can grow."""
        return self.field in NAMED


def asked(table: Table, matching: Matching, known: Known, apart: bool) -> tuple[Asked, ...]:
    """Every text in the columns of lists, ring before theme, the ones that stand in most rows first.

    `apart` is a collaboration made for this file: what it does not have yet needs no second look there. A theme is
    asked about when its ring is known.
    """
    found: list[Asked] = []
    for name in ("ring", "organisation", "activity", *LISTED):
        if name in matching.columns:
            counted = _counted(table, matching, name)
            near = len(counted) <= MOST_NEAR
            found += [_one(name, text, rows, known, apart, near) for text, rows in counted]
    if "theme" in matching.columns:
        meant = {one.key: one.proposal.meaning if one.proposal.sure else None for one in found if one.field == "ring"}
        found += _themes(table, matching, known, meant | dict(matching.values.get("ring", {})))
    return tuple(found)


def _counted(table: Table, matching: Matching, name: str) -> list[tuple[str, int]]:
    """Each text that differs from the others in more than case, as it is first spelled."""
    counts = Counter(table.column(matching.columns[name]))
    merged: dict[str, tuple[str, int]] = {}
    for text, rows in counts.items():
        first, so_far = merged.get(key_of(name, text), (trimmed(text), 0))
        merged[key_of(name, text)] = (first, so_far + rows)
    return sorted((one for one in merged.values() if one[0]), key=lambda one: -one[1])


def _one(name: str, text: str, rows: int, known: Known, apart: bool, near: bool) -> Asked:
    if name in LISTED:
        return Asked(name, key_of(name, text), text, rows, listed(name, text, near))
    there = {"ring": tuple(known.rings), "organisation": known.organisations, "activity": known.activities}[name]
    found = named(text, there, near)
    if found.unknown and (apart or name != "ring"):
        found = Proposal(text, True)
    return Asked(name, key_of(name, text), text, rows, found)


def _themes(table: Table, matching: Matching, known: Known, meant: Mapping[str, str | None]) -> list[Asked]:
    ring_of = matching.columns.get("ring")
    fixed = matching.fixed.get("ring", "")
    rings = table.column(ring_of) if ring_of else (fixed for _ in table.rows)
    counts: Counter[tuple[str, str]] = Counter()
    spelled: dict[tuple[str, str], str] = {}
    for ring, text in zip(rings, table.column(matching.columns["theme"]), strict=True):
        place = (same(trimmed(ring)), same(trimmed(text)))
        counts[place] += 1
        spelled.setdefault(place, trimmed(text))
    labels = {same(ring): tuple(held) for ring, held in known.rings.items()}
    found = []
    for (ring, plain), rows in counts.most_common():
        ours = meant.get(ring) if ring_of else fixed
        if plain and ours:
            proposal = themed(spelled[ring, plain], labels.get(same(ours), ()), len(counts) <= MOST_NEAR)
            if proposal.unknown:
                proposal = Proposal(spelled[ring, plain], True)
            found.append(Asked("theme", f"{ring}{BETWEEN}{plain}", spelled[ring, plain], rows, proposal, ours))
    return found


def sure(found: tuple[Asked, ...]) -> dict[str, dict[str, str | None]]:
    """What the texts stand for of which that is sure."""
    values: dict[str, dict[str, str | None]] = {}
    for one in found:
        if one.proposal.sure:
            values.setdefault(one.field, {})[one.key] = one.proposal.meaning
    return values


def open_questions(found: tuple[Asked, ...], matching: Matching) -> tuple[Asked, ...]:
    """The texts somebody has to look at: not sure, and not chosen before."""
    return tuple(one for one in found if not one.proposal.sure and one.key not in matching.values.get(one.field, {}))
