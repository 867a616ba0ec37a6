"""Looking for an earlier observation: what a search finds stands in sight at once, one to choose."""

from collections.abc import Callable, Collection, Iterable, Sequence

import streamlit as st

from db import logbook
from impact.model import Observation, Ring, Who
from pages.ui.database import look
from pages.ui.language import day, num, plain, t, tn, today

# A list of radio buttons goes on reading well up to about ten; more words make it shorter.
MOST, MOST_READ = 10, 200


def search_observations(
    who: Who, words: str, among: Collection[str], rings: Sequence[Ring], key: str, choose: Callable[[str], None]
) -> None:
    """Show which of the observations `among` hold all these words, and call `choose` with the id of the chosen one."""
    with look() as session:
        seen = logbook.earlier(session, who, words, today(), MOST_READ)
    found = [one for one in seen if one.id in among][:MOST]

    def chosen() -> None:
        if (observation_id := st.session_state.get(key)) is not None:
            choose(observation_id)

    pick_observation(t("hits.label"), found, rings, key, words=words, on_change=chosen)


def pick_observation(
    label: str,
    found: Iterable[Observation],
    rings: Sequence[Ring],
    key: str,
    *,
    words: str,
    on_change: Callable[[], None] | None = None,
) -> str | None:
    """The id of the observation that is chosen among these, or None; tells how many there are for `words`."""
    hits = {one.id: one for one in found}
    if words and not hits:
        st.info(t("hits.none"), icon=":material/search_off:")
    if not hits:
        return None
    if words:
        st.caption(t("hits.most", n=num(MOST, 0)) if len(hits) == MOST else tn("hits.found", len(hits)))
    names = {ring.id: ring.name for ring in rings}
    return st.radio(
        label,
        list(hits),
        index=None,
        format_func=lambda observation_id: plain(hits[observation_id].said.what),
        captions=[f"{day(one.said.seen_on)} · {plain(names.get(one.ring_id, ''))}" for one in hits.values()],
        on_change=on_change,
        key=key,
    )
