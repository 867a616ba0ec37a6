"""The link to one observation in the logbook."""

import streamlit as st

from impact.model import Who
from pages.ui.address import OBSERVATION_PARAMETER, build_query


def show_observation_link(who: Who, observation_id: str, label: str, icon: str | None = None) -> None:
    """Show a link that opens this observation in the logbook."""
    st.page_link(
        "pages/logbook/screen.py",
        label=label,
        icon=icon,
        query_params=build_query(who, (OBSERVATION_PARAMETER, observation_id)),
    )
