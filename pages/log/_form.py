"""What stands in the form of the log screen: emptied after saving, filled again after an undo."""

from collections.abc import Sequence

import streamlit as st

from impact.model import NewObservation, Precision, Ring
from impact.plain import write_fields
from pages.ui.choice import Lasting

KEY = "log"


def lasting(key: str) -> Lasting:
    """What is typed to log something new stays through a look at another page; what changes an old one does not."""
    return "session" if key == KEY else None


def forget() -> None:
    """Empty the fields for the next observation."""
    for name in [name for name in st.session_state if str(name).startswith((f"{KEY}_", f"files_{KEY}"))]:
        del st.session_state[name]


def put_back(said: NewObservation, rings: Sequence[Ring]) -> None:
    """Fill the fields with what was said before, after an undo."""
    ring_id = next(ring.id for ring in rings for theme in ring.themes if theme.id == said.theme_id)
    plain = write_fields(said)
    # The theme has a widget for each ring, and the precision is a tick: both follow below.
    values = {name.removesuffix("_id"): value for name, value in plain.items() if name not in ("theme_id", "precision")}
    values |= {
        "ring": ring_id,
        f"theme_{ring_id}": said.theme_id,
        "seen_on": said.seen_on,
        "only_month": said.precision is Precision.MONTH,
        # "Nothing yet" can only be chosen where it stood already: the form for something new begins at level 1.
        "level": plain["level"] or None,
    }
    for row, one in enumerate(one for one in said.evidence if not one.file):
        values[f"evidence_kind_{row}"], values[f"evidence_{row}"] = one.kind.value, one.text
    for name, value in values.items():
        if value is not None:
            st.session_state[f"{KEY}_{name}"] = value
