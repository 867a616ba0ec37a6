"""What an import would add: the rings, themes, organisations and activities that are not there yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from impact.errors import Invalid
from impact.model import MAX_RINGS, MAX_THEMES_PER_RING, MIN_RINGS
from impact.text.fold import normalise_name


class PlacedRow(Protocol):
    """Where one observation goes, in words."""

    @property
    def ring(self) -> str:
        """Return for whom it is."""

    @property
    def theme(self) -> str:
        """Return the label of the desired impact; empty for Unexpected."""

    @property
    def organisation(self) -> str:
        """Return at which organisation, or empty."""

    @property
    def activity(self) -> str:
        """Return after which activity, or empty."""


class RowsToPlan(Protocol):
    """The rows of a file, as far as a plan needs them."""

    @property
    def count(self) -> int:
        """Return how many rows can be kept."""

    @property
    def rows(self) -> Sequence[PlacedRow]:
        """Return every place at least once, in the order of the file."""


@dataclass(frozen=True)
class KnownPlaces:
    """What a collaboration has already: the labels of its themes by ring, and the names of the rest."""

    rings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    organisations: Sequence[str] = ()
    activities: Sequence[str] = ()


@dataclass(frozen=True)
class ImportPlan:
    """What is new, each name as the file first spells it; `crowded_rings` would hold more themes than fit."""

    row_count: int
    rings: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]
    organisations: tuple[str, ...]
    activities: tuple[str, ...]
    ring_count: int
    crowded_rings: tuple[tuple[str, int], ...]

    def check_limits(self) -> None:
        """Raise Invalid for more rings, or more themes in a ring, than a disc has room for."""
        if self.ring_count > MAX_RINGS:
            raise Invalid(field="rings", reason="too_many_rings", count=self.ring_count, most=MAX_RINGS)
        for ring, count in self.crowded_rings:
            raise Invalid(field="themes", reason="too_many_themes", ring=ring, count=count, most=MAX_THEMES_PER_RING)


def plan_import(sheet: RowsToPlan, known: KnownPlaces) -> ImportPlan:
    """Return what taking in these rows would add to what is known."""
    rings = _list_new_names((row.ring for row in sheet.rows), known.rings)
    ring_spellings = {normalise_name(ring): ring for ring in (*known.rings, *rings)}
    labels_by_ring = {
        normalise_name(ring): {normalise_name(label) for label in ring_labels}
        for ring, ring_labels in known.rings.items()
    }
    themes = []
    for row in sheet.rows:
        ring_labels = labels_by_ring.setdefault(normalise_name(row.ring), set())
        if row.theme and normalise_name(row.theme) not in ring_labels:
            ring_labels.add(normalise_name(row.theme))
            themes.append((ring_spellings[normalise_name(row.ring)], row.theme))
    return ImportPlan(
        row_count=sheet.count,
        rings=rings,
        themes=tuple(themes),
        organisations=_list_new_names((row.organisation for row in sheet.rows), known.organisations),
        activities=_list_new_names((row.activity for row in sheet.rows), known.activities),
        ring_count=len(ring_spellings),
        crowded_rings=tuple(
            (ring_spellings[ring], len(ring_labels))
            for ring, ring_labels in labels_by_ring.items()
            if len(ring_labels) > MAX_THEMES_PER_RING
        ),
    )


def _list_new_names(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    known_keys = {normalise_name(name) for name in known} | {""}
    return tuple(spelling for key, spelling in _map_first_spellings(names).items() if key not in known_keys)


def _map_first_spellings(names: Iterable[str]) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for name in dict.fromkeys(names):
        spellings.setdefault(normalise_name(name), name)
    return spellings


def choose_rings(sheet: RowsToPlan, proposed: Sequence[str]) -> tuple[str, ...]:
    """Return the rings of a collaboration made for this file.

    The proposed ones when they hold all that the file names, or after those of the file when it names too few; else
    those of the file, in the order in which it first names them.
    """
    ring_spellings = _map_first_spellings(row.ring for row in sheet.rows)
    proposed_keys = {normalise_name(name) for name in proposed}
    if ring_spellings.keys() <= proposed_keys:
        return tuple(proposed)
    if len(ring_spellings) < MIN_RINGS:
        return (*ring_spellings.values(), *proposed)
    return tuple(ring_spellings.values())
