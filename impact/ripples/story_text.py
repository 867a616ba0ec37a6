"""A story in words: what each step says, where and when, how it led on, what is doubted, and all as plain text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from impact.model import Activity, Evidence, EvidenceKind, Observation, Precision, Ring
from impact.observation.evidence_files import summarise_evidence
from impact.observation.observation_rules import clean_line
from impact.ripples.stories import MissingReason, StepDetails, StoryDoubt, count_doubts
from impact.words import format_day, format_month, get_text

StoryCell = str | int


@dataclass(frozen=True)
class StoryCard:
    """What a card of a story says beside its steps: its name and telling, whose it is, on which day, in which words."""

    name: str
    telling: str
    collaboration: str
    told_on: date
    language: str

    @property
    def footer(self) -> str:
        """Whose story it is, and on which day it was told like this."""
        return f"{self.collaboration} · {format_day(self.language, self.told_on)}"


def get_step_sentence(step: StepDetails, language: str) -> str:
    """What this step says; where something is gone, that it is."""
    return (
        get_text(language, f"story.gone.{step.subject.value}")
        if isinstance(step.subject, MissingReason)
        else step.sentence
    )


def find_ring_index(step: StepDetails, rings: Sequence[Ring]) -> int | None:
    """The number of the ring this step lies in, counted from 0; None for an activity and for what is gone."""
    observation = step.observation
    return next((index for index, ring in enumerate(rings) if observation and ring.id == observation.ring_id), None)


def get_ring_name(step: StepDetails, rings: Sequence[Ring], language: str) -> str:
    """The name of the ring of this step, or that it is an activity; empty where something is gone."""
    index = find_ring_index(step, rings)
    if index is not None:
        return rings[index].name
    return get_text(language, "story.activity") if isinstance(step.subject, Activity) else ""


def format_step_date(step: StepDetails, language: str) -> str:
    """The day or the month of this step; empty when that is not known."""
    if step.day is None:
        return ""
    is_month_only = isinstance(step.subject, Observation) and step.subject.details.precision is Precision.MONTH
    return format_month(language, step.day) if is_month_only else format_day(language, step.day)


def describe_evidence_kinds(step: StepDetails, language: str) -> str:
    """How this is known, and what evidence lies under it; empty for an activity and for what is gone."""
    observation = step.observation
    if observation is None:
        return ""
    kinds = list(
        dict.fromkeys(
            get_text(language, f"model.evidence.{piece.kind.value}") for piece in observation.details.evidence
        )
    )
    rung = get_text(language, f"model.rung.{int(observation.details.rung)}")
    return f"{rung} ({', '.join(kinds)})" if kinds else rung


def describe_evidence_texts(step: StepDetails, language: str) -> str:
    """How this is known, and what the evidence says; of a link that there is one, for an address is not to be read."""
    observation = step.observation
    if observation is None:
        return ""
    rung = get_text(language, f"model.rung.{int(observation.details.rung)}")
    evidence_text = "; ".join(
        dict.fromkeys(_format_evidence(piece, language) for piece in observation.details.evidence)
    )
    return f"{rung}: {evidence_text}" if evidence_text else rung


def _format_evidence(piece: Evidence, language: str) -> str:
    if piece.kind is EvidenceKind.LINK:
        return get_text(language, "model.evidence.link")
    text = clean_line(summarise_evidence(piece))
    return f"“{text}”" if piece.kind is EvidenceKind.QUOTE else text


def describe_step_place(
    step: StepDetails,
    rings: Sequence[Ring],
    language: str,
    describe_evidence: Callable[[StepDetails, str], str] = describe_evidence_kinds,
) -> str:
    """The ring, the day and how it is known, by its kinds of evidence or by what those say, in one line."""
    parts = (get_ring_name(step, rings, language), format_step_date(step, language), describe_evidence(step, language))
    return " · ".join(part for part in parts if part)


def describe_step_ripple(step: StepDetails, language: str) -> str:
    """In which way the step before led to this one, and how sure that is; empty beside what is gone."""
    if step.ripple is None:
        return get_text(language, "story.no_ripple") if StoryDoubt.UNLINKED in step.doubts else ""
    kind = get_text(language, f"model.ripple.{step.ripple.kind.value}")
    return f"{kind} ({get_text(language, f'model.certainty.{step.ripple.certainty.value}')})"


def describe_step_doubts(step: StepDetails, language: str) -> str:
    """The doubts about this one step, with the heaviest first; empty when there are none."""
    return ", ".join(get_text(language, f"story.doubt.{doubt.value}") for doubt in step.doubts)


def summarise_doubts(steps: Sequence[StepDetails], language: str) -> str:
    """All doubts in one line, each with how often it stands in the story."""
    counted_doubts = [
        f"{get_text(language, f'story.doubt.{doubt.value}')} ({count})" for doubt, count in count_doubts(steps).items()
    ]
    return (
        get_text(language, "story.doubts", doubts=" · ".join(counted_doubts))
        if counted_doubts
        else get_text(language, "story.no_doubts")
    )


def write_story_text(steps: Sequence[StepDetails], rings: Sequence[Ring], card: StoryCard) -> str:
    """The whole story as plain text: name, telling, every step with what led to it, the doubts, whose it is."""
    language = card.language
    paragraphs = [card.name, *([card.telling] if card.telling else [])]
    for number, step in enumerate(steps):
        ripple_line = (
            f"→ {describe_step_ripple(step, language)}:\n" if number and describe_step_ripple(step, language) else ""
        )
        place = describe_step_place(step, rings, language, describe_evidence_texts)
        paragraphs.append(f"{ripple_line}{get_step_sentence(step, language)}" + (f"\n({place})" if place else ""))
    return "\n\n".join([*paragraphs, summarise_doubts(steps, language), card.footer]) + "\n"


def build_story_rows(steps: Sequence[StepDetails], rings: Sequence[Ring], language: str) -> list[tuple[StoryCell, ...]]:
    """The story as a table: number, what led to it, the sentence, ring, day, how it is known, the doubts."""
    return [
        (
            number,
            describe_step_ripple(step, language) if number > 1 else "",
            get_step_sentence(step, language),
            get_ring_name(step, rings, language),
            format_step_date(step, language),
            describe_evidence_kinds(step, language),
            describe_step_doubts(step, language),
        )
        for number, step in enumerate(steps, 1)
    ]
