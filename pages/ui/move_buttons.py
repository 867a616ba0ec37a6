"""The two buttons that move a ring, a desired impact or a story one place."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from db.session import Session
from pages.ui.database import write_session
from pages.ui.messages import show_errors


def show_move_buttons(
    labels: tuple[str, str],
    place: int,
    count: int,
    key: str,
    move: Callable[[Session, int], None],
    button_type: Literal["secondary", "tertiary"] = "secondary",
) -> None:
    """Show a button towards the first place and one towards the last; `move` gets -1 or 1.

    `place` counts from 0 among `count`. `key` has a `{steps}` to fill in.
    """
    for steps, label, icon in ((-1, labels[0], ":material/arrow_upward:"), (1, labels[1], ":material/arrow_downward:")):
        is_stuck = not 0 <= place + steps < count
        # The place in the key makes a double click one step: the second click is on a button that is gone by then.
        button_key = f"{key.format(steps=steps)}_{place}"
        if st.button(label, icon=icon, disabled=is_stuck, type=button_type, key=button_key):
            with show_errors():
                with write_session() as session:
                    move(session, steps)
                st.rerun()
