"""What of a file comes in and what stays out, per ring and per direction: told before anything changes."""

import streamlit as st

from impact.exchange.outcomes import Outcome, count_outcomes, directions_lost
from impact.exchange.through import Through, Verdict
from impact.model import Direction
from pages.manage._data_work import Work
from pages.ui.language import language, num, t, tn
from pages.ui.show import show_table

DIRECTION = "data_verdict_direction"
HEADS = ("bring.field.ring", "bring.field.direction", "bring.verdict.in", "bring.stays_out", "data.reason")
MOST_LINES = 60  # more rings with directions than a reader can take in at once


def show(work: Work, through: Through, verdicts: bytes) -> None:
    """A small table of rings and directions, and a warning for each direction of which nothing comes in."""
    outcomes = count_outcomes(work.rows, through, verdicts, language())
    for direction, rows in directions_lost(outcomes):
        way = t(f"model.direction.{direction.value}")
        st.warning(tn("bring.direction_lost", rows, direction=way), icon=":material/balance:")
    show_table([t(head) for head in HEADS], [_line(one) for one in outcomes[:MOST_LINES]], t("bring.outcomes_alt"))
    if len(outcomes) > MOST_LINES:
        st.caption(t("data.shown", count=MOST_LINES))


def choose_direction(through: Through) -> Direction | None:
    """Which direction to show rows of; None for all of them."""
    there = [direction for direction in Direction if any(seen == direction for _, seen in through.seen)]
    labels = {direction: t(f"model.direction.{direction.value}") for direction in there}
    return st.pills(t("bring.rows_direction"), there, format_func=labels.__getitem__, key=DIRECTION)


def _line(one: Outcome) -> list[str]:
    """What stands in each of the columns of HEADS."""
    way = t(f"model.direction.{one.direction.value}") if one.direction else t("bring.unread")
    numbers = [num(one.coming_in, 0), num(one.out, 0)]
    return [one.ring or t("bring.unread"), way, *numbers, " · ".join(_reasons(one))]


def _reasons(one: Outcome) -> list[str]:
    """Why rows stay out, each with how many: left out, there already, or wrong in one of these columns."""
    told = []
    for verdict in (Verdict.OUT, Verdict.DOUBLE, Verdict.REFUSED):
        if count := one.staying_out.get(verdict, 0):
            label = t("bring.verdict_count", verdict=t(f"bring.verdict.{verdict.name.lower()}"), count=num(count, 0))
            wrong = ", ".join(one.columns) if verdict is Verdict.REFUSED else ""
            told.append(f"{label}: {wrong}" if wrong else label)
    return told
