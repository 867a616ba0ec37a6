"""The ripple graph in words: what each mark and line says, the whole in a few sentences, and its table."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from impact.bundles import Line, Mark, Step
from impact.graph import Graph, Pond
from impact.words import count, day, number, say

LONGEST, LAST_ORDER = 120, 3


@dataclass(frozen=True)
class Telling:
    """What the words are made of: the graph and the pond it was drawn from, and the sentence of each observation."""

    graph: Graph
    pond: Pond
    sentences: Mapping[str, str]
    language: str

    def say(self, key: str, **facts: object) -> str:
        """The text of this key in the reader's language."""
        return say(self.language, key, **facts)

    def lane(self, mark: Mark) -> str:
        """The name of the lane of this mark."""
        return self.pond.rings[mark.lane - 1].name if mark.lane else self.say("graph.activities")

    def when(self, mark: Mark) -> str:
        """The day of this mark, or the quarter or year it stands for."""
        if mark.first == mark.last:
            return day(self.language, mark.first)
        if (mark.last - mark.first).days > 100:
            return str(mark.first.year)
        return self.say("graph.quarter", quarter=mark.first.month // 3 + 1, year=mark.first.year)

    def name(self, mark: Mark) -> str:
        """What this mark is, whole: a sentence, the name of an activity, or what the bundle holds."""
        if mark.n == 1 and mark.key in self.sentences:
            return self.sentences[mark.key]
        if mark.n == 1 and mark.key in self.pond.activities:
            return self.pond.activities[mark.key].name
        key = "graph.bundle_loose" if mark.loose and mark.lane else "graph.bundle"
        return self.say(key, lane=self.lane(mark), when=self.when(mark))

    def mark(self, one: Mark) -> str:
        """A mark told on pointing at it."""
        facts = [_short(self.name(one))]
        if one.first != one.last:
            facts.append(number(self.language, one.n, 0))
            if one.inside:
                facts.append(count(self.language, "graph.inside", one.inside))
            return " · ".join(facts)
        facts += [self.lane(one), self.when(one)]
        if one.rung:
            facts += [self.say(f"model.rung.{int(one.rung)}"), self.order(one)]
        return " · ".join(facts)

    def order(self, one: Mark) -> str:
        """The order of a mark in words, or that it is loose."""
        return self.say("graph.is_loose") if one.order is None else self.say("graph.order", order=one.order)

    def line(self, one: Line, marks: Mapping[str, Mark]) -> str:
        """A line told on pointing at it."""
        ends = f"{_short(self.name(marks[one.cause]), 60)} → {_short(self.name(marks[one.effect]), 60)}"
        facts = [ends, self.kind(one)]
        if one.certainty:
            facts.append(self.say(f"model.certainty.{one.certainty.value}"))
        if one.ripple and one.ripple.why:
            facts.append(_short(one.ripple.why))
        return " · ".join(facts)

    def kind(self, one: Line) -> str:
        """In which way the one led to the other; of a bundle how many ripples it holds."""
        if one.ripple:
            return self.say(f"model.ripple.{one.ripple.kind.value}")
        return count(self.language, "graph.hindering" if one.hinders else "graph.ripples", one.n)


def _short(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def in_words(told: Telling) -> str:
    """The numbers of the picture in a few sentences."""
    drawn, spoken = told.graph, told.language
    parts = [
        count(spoken, "graph.observations", drawn.observations),
        count(spoken, "graph.ripples", drawn.ripples),
        count(spoken, "graph.loose", len(drawn.loose)),
    ]
    said = [told.say("graph.alt", numbers=", ".join(parts))]
    if drawn.per_order:
        said.append(told.say("graph.alt_orders", orders=", ".join(_per_order(told))))
    return " ".join([*said, bundled(told)]).strip()


def _per_order(told: Telling) -> list[str]:
    near = [(order, n) for order, n in told.graph.per_order.items() if order <= LAST_ORDER]
    far = sum(n for order, n in told.graph.per_order.items() if order > LAST_ORDER)
    said = [told.say("graph.alt_order", order=order, n=number(told.language, n, 0)) for order, n in near]
    further = told.say("graph.alt_further", order=LAST_ORDER + 1, n=number(told.language, far, 0))
    return [*said, further] if far else said


def bundled(told: Telling) -> str:
    """What a reader must know of bundles and of what was left out; empty when everything is drawn by itself."""
    drawn = told.graph
    said = []
    if drawn.step is not Step.ONE:
        said.append(count(told.language, f"graph.step_{drawn.step.value}", drawn.ripples))
    if drawn.thin:
        said.append(count(told.language, "graph.thin", drawn.thin))
    if drawn.far:
        said.append(count(told.language, "graph.far", drawn.far))
    return " ".join(said)


def table(told: Telling) -> pd.DataFrame:
    """Every line as a row: cause, kind, effect, certainty and order of the effect; of a bundle how many ripples."""
    marks = {mark.key: mark for mark in told.graph.marks}
    bundles = told.graph.step is not Step.ONE
    rows = []
    for one in told.graph.lines:
        sure = told.say(f"model.certainty.{one.certainty.value}") if one.certainty else ""
        effect = marks[one.effect]
        what = told.name(marks[one.cause]), told.kind(one), told.name(effect)
        rows.append((*what, one.n) if bundles else (*what, sure, effect.order or told.say("graph.is_loose")))
    keys = ["cause", "kind", "effect", *(["n"] if bundles else ["certainty", "order"])]
    return pd.DataFrame(rows, columns=[told.say(f"graph.column.{key}") for key in keys], dtype=object)
