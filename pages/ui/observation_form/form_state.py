"""What stands in the form of the log screen: emptied after saving, filled again after an undo."""

from collections.abc import Sequence

import streamlit as st

from impact.model import NewObservation, Precision, Ring
from impact.observation.plain_values import write_fields
from pages.ui.term_choice import StateLifetime

LOG_FORM_KEY = "log"


def get_persistence(key: str) -> StateLifetime:
    """What is typed to log something new stays through a look at another page; what changes an old one does not."""
    return "session" if key == LOG_FORM_KEY else None


def clear_log_form() -> None:
    """Empty the fields for the next observation."""
    for name in [
        name for name in st.session_state if str(name).startswith((f"{LOG_FORM_KEY}_", f"files_{LOG_FORM_KEY}"))
    ]:
        del st.session_state[name]


def fill_log_form(observation: NewObservation, rings: Sequence[Ring]) -> None:
    """Fill the fields with what was said before, after an undo."""
    ring_id = next(ring.id for ring in rings for theme in ring.themes if theme.id == observation.theme_id)
    plain_values = write_fields(observation)
    # The theme has a widget for each ring, and the precision is a tick: both follow below.
    values = {
        name.removesuffix("_id"): value for name, value in plain_values.items() if name not in ("theme_id", "precision")
    }
    values |= {
        "ring": ring_id,
        f"theme_{ring_id}": observation.theme_id,
        "seen_on": observation.seen_on,
        "only_month": observation.precision is Precision.MONTH,
        # "Nothing yet" can only be chosen where it stood already: the form for something new begins at level 1.
        "level": plain_values["level"] or None,
    }
    for row, evidence in enumerate(evidence for evidence in observation.evidence if not evidence.file):
        values[f"evidence_kind_{row}"], values[f"evidence_{row}"] = evidence.kind.value, evidence.text
    for name, value in values.items():
        if value is not None:
            st.session_state[f"{LOG_FORM_KEY}_{name}"] = value
