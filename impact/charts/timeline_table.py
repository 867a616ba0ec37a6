"""The timeline in words and as a table: what the picture shows, without the picture."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from impact.milestones.timeline_layout import MonthlyCount, PhaseBand
from impact.model import Milestone, MilestoneKind, Ring
from impact.words import format_day, format_month, format_number, get_plural_text, get_text

COLUMN_KEYS = ("common.what", "common.field.on", "common.field.title", "common.ring")


def build_timeline_table(
    rings: Sequence[Ring],
    counts: Sequence[MonthlyCount],
    milestones: Sequence[Milestone],
    bands: Sequence[PhaseBand],
    language: str,
) -> pd.DataFrame:
    """Phases, milestones (numbered as in the picture) and observations per month and ring, in the reader's words."""
    name_by_ring = {ring.id: ring.name for ring in rings}
    rows = [_build_phase_row(band, language) for band in bands]
    rows += [_build_milestone_row(place, entry, name_by_ring, language) for place, entry in enumerate(milestones, 1)]
    observations_word = get_text(language, "common.observations")
    rows += [
        (observations_word, format_month(language, entry.month), "", name_by_ring[entry.ring_id], entry.count)
        for entry in counts
    ]
    columns = [*(get_text(language, key) for key in COLUMN_KEYS), get_text(language, "timeline.column.n")]
    return pd.DataFrame(rows, columns=columns, dtype=object)  # so that whole numbers stay whole beside None


def _build_phase_row(band: PhaseBand, language: str) -> tuple[str, str, str, str, int | None]:
    period_text = get_text(language, "timeline.since", start=format_day(language, band.start))
    if not band.is_open:
        period_text = get_text(
            language, "timeline.from_to", start=format_day(language, band.start), end=format_day(language, band.end)
        )
    return (
        get_text(language, "common.field.phase"),
        period_text,
        get_text(language, f"model.phase.{band.phase.value}"),
        "",
        None,
    )


def _build_milestone_row(
    place: int, milestone: Milestone, name_by_ring: dict[str, str], language: str
) -> tuple[str, str, str, str, int | None]:
    kind = get_text(language, f"model.milestone.{milestone.details.kind.value}")
    ring = name_by_ring.get(milestone.details.ring_id or "", "")
    return (
        kind,
        format_day(language, milestone.details.on),
        f"{place}. {get_shown_title(milestone, language)}",
        ring,
        None,
    )


def get_shown_title(milestone: Milestone, language: str) -> str:
    """The title of a milestone; the picture does not give away what is held ready."""
    return get_text(language, "timeline.held") if milestone.is_held_ready else milestone.details.title


def describe_timeline(
    counts: Sequence[MonthlyCount],
    milestones: Sequence[Milestone],
    bands: Sequence[PhaseBand],
    first: date,
    until: date,
    language: str,
) -> str:
    """The picture in a few sentences, for who cannot see it."""
    sentences = [
        get_text(language, "timeline.alt", first=format_month(language, first), last=format_month(language, until)),
        _describe_phases(bands, language),
        _describe_milestones(milestones, language),
        _describe_counts(counts, language),
    ]
    return " ".join(sentences)


def _describe_phases(bands: Sequence[PhaseBand], language: str) -> str:
    if not bands:
        return get_text(language, "timeline.alt_no_phases")
    phase_texts = [
        f"{get_text(language, f'model.phase.{band.phase.value}')} ({format_month(language, band.start)})"
        for band in bands
    ]
    return get_text(language, "timeline.alt_phases", phases=", ".join(phase_texts))


def _describe_milestones(milestones: Sequence[Milestone], language: str) -> str:
    if not milestones:
        return get_text(language, "timeline.alt_no_milestones")
    count_by_kind = ((kind, sum(milestone.details.kind is kind for milestone in milestones)) for kind in MilestoneKind)
    kind_texts = [f"{get_text(language, f'model.milestone.{kind.value}')} {n}" for kind, n in count_by_kind if n]
    return get_plural_text(language, "timeline.alt_milestones", len(milestones), kinds=", ".join(kind_texts))


def _describe_counts(counts: Sequence[MonthlyCount], language: str) -> str:
    if not counts:
        return get_text(language, "timeline.alt_no_observations")
    count_by_month: dict[date, int] = {}
    for entry in counts:
        count_by_month[entry.month] = count_by_month.get(entry.month, 0) + entry.count
    fullest_month = max(count_by_month, key=lambda entry: (count_by_month[entry], entry))
    facts = {
        "month": format_month(language, fullest_month),
        "most": format_number(language, count_by_month[fullest_month], 0),
    }
    return get_plural_text(language, "timeline.alt_observations", sum(count_by_month.values()), **facts)
