"""The ripple graph in words: what each mark and line says, the whole in a few sentences, and its table."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from impact.ripples.bundles import BundleSize, GraphLine, GraphMark
from impact.ripples.graph import RippleGraph, RippleNetwork
from impact.text.measure import shorten_to_letters
from impact.words import format_day, format_number, get_plural_text, get_text

MAX_TOOLTIP_LETTERS, MAX_END_LETTERS, LAST_NAMED_ORDER = 120, 60, 3


@dataclass(frozen=True)
class GraphWords:
    """What the words are made of: the graph and the pond it was drawn from, and the sentence of each observation."""

    graph: RippleGraph
    pond: RippleNetwork
    sentences: Mapping[str, str]
    language: str

    def get_graph_text(self, key: str, **facts: object) -> str:
        """The text of this key in the reader's language."""
        return get_text(self.language, key, **facts)

    def get_lane_name(self, mark: GraphMark) -> str:
        """The name of the lane of this mark."""
        return self.pond.rings[mark.lane - 1].name if mark.lane else self.get_graph_text("common.activities")

    def format_when(self, mark: GraphMark) -> str:
        """The day of this mark, or the quarter or year it stands for."""
        if mark.first_day == mark.last_day:
            return format_day(self.language, mark.first_day)
        if (mark.last_day - mark.first_day).days > 100:
            return str(mark.first_day.year)
        return self.get_graph_text("graph.quarter", quarter=mark.first_day.month // 3 + 1, year=mark.first_day.year)

    def get_mark_name(self, mark: GraphMark) -> str:
        """What this mark is, whole: a sentence, the name of an activity, or what the bundle holds."""
        if mark.count == 1 and mark.key in self.sentences:
            return self.sentences[mark.key]
        if mark.count == 1 and mark.key in self.pond.activities:
            return self.pond.activities[mark.key].name
        key = "graph.bundle_loose" if mark.is_loose and mark.lane else "graph.bundle"
        return self.get_graph_text(key, lane=self.get_lane_name(mark), when=self.format_when(mark))

    def describe_mark(self, mark: GraphMark) -> str:
        """A mark told on pointing at it."""
        facts = [shorten_to_letters(self.get_mark_name(mark), MAX_TOOLTIP_LETTERS)]
        if mark.first_day != mark.last_day:
            facts.append(format_number(self.language, mark.count, 0))
            if mark.ripples_inside:
                facts.append(get_plural_text(self.language, "graph.inside", mark.ripples_inside))
            return " · ".join(facts)
        facts += [self.get_lane_name(mark), self.format_when(mark)]
        if mark.rung:
            facts += [self.get_graph_text(f"model.rung.{int(mark.rung)}"), self.describe_order(mark)]
        return " · ".join(facts)

    def describe_order(self, mark: GraphMark) -> str:
        """The order of a mark in words, or that it is loose."""
        return (
            self.get_graph_text("graph.shown.loose")
            if mark.order is None
            else self.get_graph_text("common.order", order=mark.order)
        )

    def describe_line(self, line: GraphLine, marks: Mapping[str, GraphMark]) -> str:
        """A line told on pointing at it."""
        cause, effect = (
            shorten_to_letters(self.get_mark_name(marks[key]), MAX_END_LETTERS)
            for key in (line.cause_key, line.effect_key)
        )
        ends = f"{cause} → {effect}"
        facts = [ends, self.describe_kind(line)]
        if line.certainty:
            facts.append(self.get_graph_text(f"model.certainty.{line.certainty.value}"))
        if line.ripple and line.ripple.why:
            facts.append(shorten_to_letters(line.ripple.why, MAX_TOOLTIP_LETTERS))
        return " · ".join(facts)

    def describe_kind(self, line: GraphLine) -> str:
        """In which way the one led to the other; of a bundle how many ripples it holds."""
        if line.ripple:
            return self.get_graph_text(f"model.ripple.{line.ripple.kind.value}")
        return get_plural_text(
            self.language, "graph.hindering" if line.is_hindering else "common.count.ripples", line.count
        )


def describe_graph(graph_words: GraphWords) -> str:
    """The numbers of the picture in a few sentences."""
    graph, language = graph_words.graph, graph_words.language
    count_texts = [
        get_plural_text(language, "common.count.observations", graph.observation_count),
        get_plural_text(language, "common.count.ripples", graph.ripple_count),
        get_plural_text(language, "graph.loose", len(graph.loose_ids)),
    ]
    sentences = [graph_words.get_graph_text("graph.alt", numbers=", ".join(count_texts))]
    if graph.count_by_order:
        sentences.append(
            graph_words.get_graph_text("graph.alt_orders", orders=", ".join(_list_order_counts(graph_words)))
        )
    return " ".join([*sentences, describe_bundling(graph_words)]).strip()


def _list_order_counts(graph_words: GraphWords) -> list[str]:
    named_orders = [(order, n) for order, n in graph_words.graph.count_by_order.items() if order <= LAST_NAMED_ORDER]
    further_count = sum(n for order, n in graph_words.graph.count_by_order.items() if order > LAST_NAMED_ORDER)
    order_texts = [
        graph_words.get_graph_text("graph.alt_order", order=order, n=format_number(graph_words.language, n, 0))
        for order, n in named_orders
    ]
    further_text = graph_words.get_graph_text(
        "graph.alt_further", order=LAST_NAMED_ORDER + 1, n=format_number(graph_words.language, further_count, 0)
    )
    return [*order_texts, further_text] if further_count else order_texts


def describe_bundling(graph_words: GraphWords) -> str:
    """What a reader must know of bundles and of what was left out; empty when everything is drawn by itself."""
    graph = graph_words.graph
    sentences = []
    if graph.bundle_size is not BundleSize.ONE:
        sentences.append(
            get_plural_text(graph_words.language, f"graph.step_{graph.bundle_size.value}", graph.ripple_count)
        )
    if graph.thin_ripple_count:
        sentences.append(get_plural_text(graph_words.language, "graph.thin", graph.thin_ripple_count))
    if graph.far_ripple_count:
        sentences.append(get_plural_text(graph_words.language, "graph.far", graph.far_ripple_count))
    return " ".join(sentences)


def build_graph_table(graph_words: GraphWords) -> pd.DataFrame:
    """Every line as a row: cause, kind, effect, certainty and order of the effect; of a bundle how many ripples."""
    marks = {mark.key: mark for mark in graph_words.graph.marks}
    is_bundled = graph_words.graph.bundle_size is not BundleSize.ONE
    rows = []
    for line in graph_words.graph.lines:
        certainty_text = graph_words.get_graph_text(f"model.certainty.{line.certainty.value}") if line.certainty else ""
        effect = marks[line.effect_key]
        line_texts = (
            graph_words.get_mark_name(marks[line.cause_key]),
            graph_words.describe_kind(line),
            graph_words.get_mark_name(effect),
        )
        rows.append(
            (*line_texts, line.count)
            if is_bundled
            else (*line_texts, certainty_text, effect.order or graph_words.get_graph_text("graph.shown.loose"))
        )
    keys = ["cause", "kind", "effect", *(["n"] if is_bundled else ["certainty", "order"])]
    return pd.DataFrame(rows, columns=[graph_words.get_graph_text(f"graph.column.{key}") for key in keys], dtype=object)
