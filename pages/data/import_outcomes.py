"""What of a file comes in and what stays out, per ring and per direction: told before anything changes."""

import streamlit as st

from impact.importing.plan.outcomes import ImportOutcome, count_outcomes, list_lost_directions
from impact.importing.plan.row_checks import ImportCheck, RowVerdict
from impact.model import Direction
from pages.data.import_setup import ImportSetup
from pages.ui.language import get_language, num, t, tn
from pages.ui.figures import show_table

DIRECTION_KEY = "data_verdict_direction"
OUTCOME_HEADS = ("common.field.ring", "common.field.direction", "bring.verdict.in", "bring.stays_out", "common.field.reason")
MAX_OUTCOME_LINES = 60  # more rings with directions than a reader can take in at once


def show_outcomes(setup: ImportSetup, import_check: ImportCheck, verdicts: bytes) -> None:
    """A small table of rings and directions, and a warning for each direction of which nothing comes in."""
    outcomes = count_outcomes(setup.observation_table, import_check, verdicts, get_language())
    for direction, rows in list_lost_directions(outcomes):
        direction_word = t(f"model.direction.{direction.value}")
        st.warning(tn("bring.direction_lost", rows, direction=direction_word), icon=":material/balance:")
    show_table(
        [t(head) for head in OUTCOME_HEADS],
        [_format_outcome_line(outcome) for outcome in outcomes[:MAX_OUTCOME_LINES]],
        t("bring.outcomes_alt"),
    )
    if len(outcomes) > MAX_OUTCOME_LINES:
        st.caption(t("data.shown", count=MAX_OUTCOME_LINES))


def choose_direction(import_check: ImportCheck) -> Direction | None:
    """Which direction to show rows of; None for all of them."""
    directions = [
        direction for direction in Direction if any(seen == direction for _, seen in import_check.ring_directions)
    ]
    labels = {direction: t(f"model.direction.{direction.value}") for direction in directions}
    return st.pills(t("bring.rows_direction"), directions, format_func=labels.__getitem__, key=DIRECTION_KEY)


def _format_outcome_line(outcome: ImportOutcome) -> list[str]:
    """What stands in each of the columns of HEADS."""
    direction_word = t(f"model.direction.{outcome.direction.value}") if outcome.direction else t("bring.unread")
    numbers = [num(outcome.coming_in_count, 0), num(outcome.staying_out_count, 0)]
    return [outcome.ring or t("bring.unread"), direction_word, *numbers, " · ".join(_list_outcome_reasons(outcome))]


def _list_outcome_reasons(outcome: ImportOutcome) -> list[str]:
    """Why rows stay out, each with how many: left out, there already, or wrong in one of these columns."""
    reasons = []
    for verdict in (RowVerdict.OUT, RowVerdict.DOUBLE, RowVerdict.REFUSED):
        if count := outcome.staying_out.get(verdict, 0):
            label = t("bring.verdict_count", verdict=t(f"bring.verdict.{verdict.name.lower()}"), count=num(count, 0))
            wrong_columns = ", ".join(outcome.wrong_columns) if verdict is RowVerdict.REFUSED else ""
            reasons.append(f"{label}: {wrong_columns}" if wrong_columns else label)
    return reasons
