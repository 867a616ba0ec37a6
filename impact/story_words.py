"""A story in words: what each step says, where and when, how it led on, what is doubted, and all as plain text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from impact.evidence import in_short
from impact.model import Activity, Evidence, EvidenceKind, Observation, Precision, Ring
from impact.observe import one_line
from impact.stories import Doubt, Gone, Step, doubts
from impact.words import day, month, say

Cell = str | int


@dataclass(frozen=True)
class Card:
    """What a card of a story says beside its steps: its name and telling, whose it is, on which day, in which words."""

    name: str
    telling: str
    collaboration: str
    on: date
    language: str

    @property
    def foot(self) -> str:
        """Whose story it is, and on which day it was told like this."""
        return f"{self.collaboration} · {day(self.language, self.on)}"


def sentence(step: Step, language: str) -> str:
    """What this step says; where something is gone, that it is."""
    return say(language, f"story.gone.{step.thing.value}") if isinstance(step.thing, Gone) else step.sentence


def ring_of(step: Step, rings: Sequence[Ring]) -> int | None:
    """The number of the ring this step lies in, counted from 0; None for an activity and for what is gone."""
    one = step.observation
    return next((n for n, ring in enumerate(rings) if one and ring.id == one.ring_id), None)


def ring_name(step: Step, rings: Sequence[Ring], language: str) -> str:
    """The name of the ring of this step, or that it is an activity; empty where something is gone."""
    number = ring_of(step, rings)
    if number is not None:
        return rings[number].name
    return say(language, "story.activity") if isinstance(step.thing, Activity) else ""


def when(step: Step, language: str) -> str:
    """The day or the month of this step; empty when that is not known."""
    if step.day is None:
        return ""
    by_month = isinstance(step.thing, Observation) and step.thing.said.precision is Precision.MONTH
    return month(language, step.day) if by_month else day(language, step.day)


def proof(step: Step, language: str) -> str:
    """How this is known, and what evidence lies under it; empty for an activity and for what is gone."""
    one = step.observation
    if one is None:
        return ""
    kinds = list(dict.fromkeys(say(language, f"model.evidence.{proof.kind.value}") for proof in one.said.evidence))
    rung = say(language, f"model.rung.{int(one.said.rung)}")
    return f"{rung} ({', '.join(kinds)})" if kinds else rung


def proven(step: Step, language: str) -> str:
    """How this is known, and what the evidence says; of a link that there is one, for an address is not to be read."""
    one = step.observation
    if one is None:
        return ""
    rung = say(language, f"model.rung.{int(one.said.rung)}")
    said = "; ".join(dict.fromkeys(_said(piece, language) for piece in one.said.evidence))
    return f"{rung}: {said}" if said else rung


def _said(piece: Evidence, language: str) -> str:
    if piece.kind is EvidenceKind.LINK:
        return say(language, "model.evidence.link")
    text = one_line(in_short(piece))
    return f"“{text}”" if piece.kind is EvidenceKind.QUOTE else text


def where(step: Step, rings: Sequence[Ring], language: str, known: Callable[[Step, str], str] = proof) -> str:
    """The ring, the day and how it is known (`proof`, or `proven` with what the evidence says), in one line."""
    parts = (ring_name(step, rings, language), when(step, language), known(step, language))
    return " · ".join(part for part in parts if part)


def way(step: Step, language: str) -> str:
    """In which way the step before led to this one, and how sure that is; empty beside what is gone."""
    if step.ripple is None:
        return say(language, "story.no_ripple") if Doubt.UNLINKED in step.doubts else ""
    kind = say(language, f"model.ripple.{step.ripple.kind.value}")
    return f"{kind} ({say(language, f'model.certainty.{step.ripple.certainty.value}')})"


def doubted(step: Step, language: str) -> str:
    """The doubts about this one step, with the heaviest first; empty when there are none."""
    return ", ".join(say(language, f"story.doubt.{doubt.value}") for doubt in step.doubts)


def doubt_line(steps: Sequence[Step], language: str) -> str:
    """All doubts in one line, each with how often it stands in the story."""
    found = [f"{say(language, f'story.doubt.{doubt.value}')} ({n})" for doubt, n in doubts(steps).items()]
    return say(language, "story.doubts", doubts=" · ".join(found)) if found else say(language, "story.no_doubts")


def as_text(steps: Sequence[Step], rings: Sequence[Ring], card: Card) -> str:
    """The whole story as plain text: name, telling, every step with what led to it, the doubts, whose it is."""
    language = card.language
    told = [card.name, *([card.telling] if card.telling else [])]
    for number, step in enumerate(steps):
        led = f"→ {way(step, language)}:\n" if number and way(step, language) else ""
        place = where(step, rings, language, proven)
        told.append(f"{led}{sentence(step, language)}" + (f"\n({place})" if place else ""))
    return "\n\n".join([*told, doubt_line(steps, language), card.foot]) + "\n"


def rows(steps: Sequence[Step], rings: Sequence[Ring], language: str) -> list[tuple[Cell, ...]]:
    """The story as a table: number, what led to it, the sentence, ring, day, how it is known, the doubts."""
    return [
        (
            number,
            way(step, language) if number > 1 else "",
            sentence(step, language),
            ring_name(step, rings, language),
            when(step, language),
            proof(step, language),
            doubted(step, language),
        )
        for number, step in enumerate(steps, 1)
    ]
