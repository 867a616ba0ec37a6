"""The filters of the discs, the same on every screen that shows them: organisation, what counts, period."""

import streamlit as st

from impact.discs import DEFAULT_WINDOW, WINDOWS
from impact.model import Who
from pages.ui.language import plain, t
from pages.ui.view import ALL, Choice, organisations

DEFAULTS = {"org": ALL, "state": ALL, "window": str(DEFAULT_WINDOW)}


def filters(who: Who) -> Choice:
    """The filters, kept in the address; a value that is not there falls back to everything."""
    names = organisations(who)
    windows = [ALL if one is None else str(one) for one in WINDOWS]
    told = {
        "org": lambda one: t("discs.together") if one == ALL else names[one],
        "state": lambda one: t(f"discs.state.{one}"),
        "window": lambda one: t(f"discs.window.{one}"),
    }
    options = {"org": [ALL, *names], "state": [ALL, "confirmed"], "window": windows}
    now = {name: told[name](_asked(name, options[name])) for name in told}
    with st.popover(plain(t("discs.filters", **now)), icon=":material/filter_alt:", key="discs_filters"):
        organisation, state, window = (_filter(name, options[name], told[name]) for name in told)
    return Choice(
        window=None if window == ALL else int(window),
        organisation_id=None if organisation == ALL else organisation,
        confirmed_only=state == "confirmed",
    )


def _asked(name: str, options: list[str]) -> str:
    """What was chosen, or asked for in the address; a value that is not there falls back to everything."""
    key = f"discs_{name}"
    if st.session_state.get(key) not in options:
        asked = st.query_params.get(name)
        st.session_state[key] = asked if asked in options else DEFAULTS[name]
    chosen: str = st.session_state[key]
    return chosen


def _filter(name: str, options: list[str], word: object) -> str:
    chosen: str = st.selectbox(t(f"discs.{name}"), options, format_func=word, key=f"discs_{name}", width=260)
    if chosen != DEFAULTS[name]:
        st.query_params[name] = chosen
    elif name in st.query_params:
        del st.query_params[name]
    return chosen
