"""Searching an earlier observation and choosing one of those found."""

from collections.abc import Callable, Collection, Iterable, Sequence

import streamlit as st

from db import logbook
from impact.model import Observation, Ring, Who
from pages.ui.database import read_session
from pages.ui.language import escape_markdown, format_day, num, t, tn, today

# A list of radio buttons goes on reading well up to about ten; more words make it shorter.
# More hits than fit on a screen ask for another word; a longer list to look through slows every run.
MAX_HITS, MAX_SEARCHED_OBSERVATIONS = 10, 200


def search_observations(
    who: Who, words: str, allowed_ids: Collection[str], rings: Sequence[Ring], key: str, choose: Callable[[str], None]
) -> None:
    """Show which of the observations `among` hold all these words, and call `choose` with the id of the chosen one."""
    with read_session() as session:
        observations = logbook.search_earlier(session, who, words, today(), MAX_SEARCHED_OBSERVATIONS)
    matches = [observation for observation in observations if observation.id in allowed_ids][:MAX_HITS]

    def chosen() -> None:
        if (observation_id := st.session_state.get(key)) is not None:
            choose(observation_id)

    pick_observation(t("hits.label"), matches, rings, key, words=words, on_change=chosen)


def pick_observation(
    label: str,
    observations: Iterable[Observation],
    rings: Sequence[Ring],
    key: str,
    *,
    words: str,
    on_change: Callable[[], None] | None = None,
) -> str | None:
    """Show these observations to choose from and how many match `words`; return the id chosen, or None."""
    hits = {observation.id: observation for observation in observations}
    if words and not hits:
        st.info(t("hits.none"), icon=":material/search_off:")
    if not hits:
        return None
    if words:
        st.caption(t("hits.most", n=num(MAX_HITS, 0)) if len(hits) == MAX_HITS else tn("hits.found", len(hits)))
    ring_names = {ring.id: ring.name for ring in rings}
    return st.radio(
        label,
        list(hits),
        index=None,
        format_func=lambda observation_id: escape_markdown(hits[observation_id].details.what),
        captions=[
            f"{format_day(observation.details.seen_on)} · {escape_markdown(ring_names.get(observation.ring_id, ''))}"
            for observation in hits.values()
        ],
        on_change=on_change,
        key=key,
    )
