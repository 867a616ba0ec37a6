"""What an import would make: the rings, themes, organisations and activities that are not there yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from impact.errors import Invalid
from impact.exchange.columns import same
from impact.model import FEWEST_RINGS, MOST_RINGS, MOST_THEMES


class Placed(Protocol):
    """Where one observation goes, in words."""

    @property
    def ring(self) -> str:
        """For whom."""

    @property
    def theme(self) -> str:
        """The label of the desired impact; empty for Unexpected."""

    @property
    def organisation(self) -> str:
        """At whom, or empty."""

    @property
    def activity(self) -> str:
        """After which stone, or empty."""


class Told(Protocol):
    """What a file tells of places."""

    @property
    def count(self) -> int:
        """How many rows are fit."""

    @property
    def rows(self) -> Sequence[Placed]:
        """Every place at least once, in the order of the file."""


@dataclass(frozen=True)
class Known:
    """What a collaboration has already: per ring the labels of its themes, and the names of the rest."""

    rings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    organisations: Sequence[str] = ()
    activities: Sequence[str] = ()


@dataclass(frozen=True)
class Plan:
    """What is new, each name as the file first spells it. `crowded`: rings that would hold more themes than fit."""

    rows: int
    rings: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]
    organisations: tuple[str, ...]
    activities: tuple[str, ...]
    ring_count: int
    crowded: tuple[tuple[str, int], ...]

    def must_fit(self) -> None:
        """Raises Invalid when there would be more rings, or more themes in a ring, than a disc has room for."""
        if self.ring_count > MOST_RINGS:
            raise Invalid(field="rings", reason="too_many_rings", count=self.ring_count, most=MOST_RINGS)
        for ring, count in self.crowded:
            raise Invalid(field="themes", reason="too_many_themes", ring=ring, count=count, most=MOST_THEMES)


def plan(told: Told, known: Known) -> Plan:
    """What taking in these rows would make where `known` is what there is."""
    rings = _new((row.ring for row in told.rows), known.rings)
    spelled = {same(ring): ring for ring in (*known.rings, *rings)}
    labels = {same(ring): {same(label) for label in held} for ring, held in known.rings.items()}
    themes = []
    for row in told.rows:
        held = labels.setdefault(same(row.ring), set())
        if row.theme and same(row.theme) not in held:
            held.add(same(row.theme))
            themes.append((spelled[same(row.ring)], row.theme))
    return Plan(
        rows=told.count,
        rings=rings,
        themes=tuple(themes),
        organisations=_new((row.organisation for row in told.rows), known.organisations),
        activities=_new((row.activity for row in told.rows), known.activities),
        ring_count=len(spelled),
        crowded=tuple((spelled[ring], len(held)) for ring, held in labels.items() if len(held) > MOST_THEMES),
    )


def _new(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    held = {same(name) for name in known} | {""}
    return tuple(spelling for key, spelling in _spellings(names).items() if key not in held)


def _spellings(names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        found.setdefault(same(name), name)
    return found


def rings_for(told: Told, proposed: Sequence[str]) -> tuple[str, ...]:
    """The rings of a collaboration made for this file.

    The proposed ones when they hold all the file names, or when the file names too few; else those of the file,
    in the order in which it first names them.
    """
    found = _spellings(row.ring for row in told.rows)
    known = {same(name) for name in proposed}
    if found.keys() <= known:
        return tuple(proposed)
    if len(found) < FEWEST_RINGS:
        return (*found.values(), *proposed)
    return tuple(found.values())
