"""The timeline in words and as a table: what the picture shows, without the picture."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from impact.model import Milestone, MilestoneKind, Ring
from impact.phases import Band
from impact.timeline import Monthly
from impact.words import count, day, month, number, say

COLUMNS = ("timeline.column.what", "timeline.column.when", "timeline.column.title", "timeline.column.ring")


def table(
    rings: Sequence[Ring],
    counts: Sequence[Monthly],
    milestones: Sequence[Milestone],
    bands: Sequence[Band],
    language: str,
) -> pd.DataFrame:
    """Phases, milestones (numbered as in the picture) and observations per month and ring, in the reader's words."""
    names = {ring.id: ring.name for ring in rings}
    rows = [_phase(band, language) for band in bands]
    rows += [_milestone(place, one, names, language) for place, one in enumerate(milestones, 1)]
    seen = say(language, "timeline.observations")
    rows += [(seen, month(language, one.month), "", names[one.ring_id], one.n) for one in counts]
    columns = [*(say(language, key) for key in COLUMNS), say(language, "timeline.column.n")]
    return pd.DataFrame(rows, columns=columns, dtype=object)  # so that whole numbers stay whole beside None


def _phase(band: Band, language: str) -> tuple[str, str, str, str, int | None]:
    when = say(language, "timeline.since", start=day(language, band.start))
    if not band.open:
        when = say(language, "timeline.from_to", start=day(language, band.start), end=day(language, band.end))
    return say(language, "timeline.phase"), when, say(language, f"model.phase.{band.phase.value}"), "", None


def _milestone(
    place: int, one: Milestone, names: dict[str, str], language: str
) -> tuple[str, str, str, str, int | None]:
    kind = say(language, f"model.milestone.{one.said.kind.value}")
    ring = names.get(one.said.ring_id or "", "")
    return kind, day(language, one.said.on), f"{place}. {shown_title(one, language)}", ring, None


def shown_title(one: Milestone, language: str) -> str:
    """The title of a milestone; the picture does not give away what is held ready."""
    return say(language, "timeline.held") if one.held else one.said.title


def in_words(
    counts: Sequence[Monthly],
    milestones: Sequence[Milestone],
    bands: Sequence[Band],
    first: date,
    until: date,
    language: str,
) -> str:
    """The picture in a few sentences, for who cannot see it."""
    told = [
        say(language, "timeline.alt", first=month(language, first), last=month(language, until)),
        _phases_told(bands, language),
        _milestones_told(milestones, language),
        _counts_told(counts, language),
    ]
    return " ".join(told)


def _phases_told(bands: Sequence[Band], language: str) -> str:
    if not bands:
        return say(language, "timeline.alt_no_phases")
    told = [f"{say(language, f'model.phase.{band.phase.value}')} ({month(language, band.start)})" for band in bands]
    return say(language, "timeline.alt_phases", phases=", ".join(told))


def _milestones_told(milestones: Sequence[Milestone], language: str) -> str:
    if not milestones:
        return say(language, "timeline.alt_no_milestones")
    per_kind = ((kind, sum(one.said.kind is kind for one in milestones)) for kind in MilestoneKind)
    told = [f"{say(language, f'model.milestone.{kind.value}')} {n}" for kind, n in per_kind if n]
    return count(language, "timeline.alt_milestones", len(milestones), kinds=", ".join(told))


def _counts_told(counts: Sequence[Monthly], language: str) -> str:
    if not counts:
        return say(language, "timeline.alt_no_observations")
    sums: dict[date, int] = {}
    for one in counts:
        sums[one.month] = sums.get(one.month, 0) + one.n
    top = max(sums, key=lambda one: (sums[one], one))
    facts = {"month": month(language, top), "most": number(language, sums[top], 0)}
    return count(language, "timeline.alt_observations", sum(sums.values()), **facts)
