"""The state of the log form: emptied after saving, filled again after an undo."""

from collections.abc import Sequence

import streamlit as st

from impact.model import NewObservation, Precision, Ring
from impact.observation.field_values import write_fields
from pages.ui.session_keys import clear_session_keys
from pages.ui.term_choice import StateLifetime

LOG_FORM_KEY = "log"


def get_persistence(key: str) -> StateLifetime:
    """Return how long the fields with this key keep what is typed.

    A new observation survives a visit to another page; a change of an existing one does not, for it could have been
    changed by somebody else meanwhile.
    """
    return "session" if key == LOG_FORM_KEY else None


def clear_log_form() -> None:
    """Empty the fields for the next observation."""
    clear_session_keys(f"{LOG_FORM_KEY}_", f"files_{LOG_FORM_KEY}")


def fill_log_form(observation: NewObservation, rings: Sequence[Ring]) -> None:
    """Fill the fields with this observation, after its logging was undone."""
    ring_id = next(ring.id for ring in rings for theme in ring.themes if theme.id == observation.theme_id)
    plain_values = write_fields(observation)
    # The theme has a widget per ring and the precision is a checkbox: both follow below.
    values = {
        name.removesuffix("_id"): value for name, value in plain_values.items() if name not in ("theme_id", "precision")
    }
    values |= {
        "ring": ring_id,
        f"theme_{ring_id}": observation.theme_id,
        "seen_on": observation.seen_on,
        "only_month": observation.precision is Precision.MONTH,
        # The form for a new observation offers no "nothing yet" (level 0), unless the direction is "no change".
        "level": plain_values["level"] or None,
    }
    for row, evidence in enumerate(evidence for evidence in observation.evidence if not evidence.file):
        values[f"evidence_kind_{row}"], values[f"evidence_{row}"] = evidence.kind.value, evidence.text
    for name, value in values.items():
        if value is not None:
            st.session_state[f"{LOG_FORM_KEY}_{name}"] = value
