"""The ripples of one observation: what led to it and what it led to, its order, linking and unlinking."""

import streamlit as st

from db.ripples import links
from db.ripples.links import RippleInWords
from impact.access import Act
from impact.model import Observation, State, Who
from pages.logbook.query import show_open_button
from pages.ui import ripple_chains, ripple_form
from pages.ui.database import read_session, write_session
from pages.ui.language import escape_lines, escape_markdown, t
from pages.ui.messages import show_errors, toast_after_rerun
from pages.ui.visitor import may


def show_ripples(who: Who, observation: Observation) -> None:
    """What led to this observation and what it led to, and how many ripples lie between it and an activity."""
    with read_session() as session:
        causes, effects = links.list_ripples_around(session, who, observation.id)
        removable_ids = links.list_removable_ids(
            session, who, [ripple_in_words.ripple.id for ripple_in_words in (*causes, *effects)]
        )
    st.header(t("logbook.ripples"))
    order = ripple_chains.get_ripple_order(who, observation.id)
    if order is not None:
        st.caption(t("logbook.order", order=order))
    elif causes or effects:
        st.caption(t("logbook.loose"))
    if not causes and not effects:
        st.write(t("logbook.ripples_none"))
    for ripple_in_words in causes:
        link_label = t("logbook.from", kind=t(f"model.ripple.{ripple_in_words.kind}"))
        _show_ripple(
            who,
            ripple_in_words,
            link_label,
            ripple_in_words.cause_text,
            ripple_in_words.ripple.cause_observation_id,
            ripple_in_words.ripple.id in removable_ids,
        )
    for ripple_in_words in effects:
        link_label = t("logbook.to", kind=t(f"model.ripple.{ripple_in_words.kind}"))
        _show_ripple(
            who,
            ripple_in_words,
            link_label,
            ripple_in_words.effect_text,
            ripple_in_words.ripple.effect_id,
            ripple_in_words.ripple.id in removable_ids,
        )
    if may(who, Act.LOG) and observation.state not in (State.DRAFT, State.WITHDRAWN, State.BINNED):
        with st.expander(t("observation.earlier_title"), icon=":material/add_link:", key="logbook_link"):
            ripple_form.show_ripple_form(who, observation, with_title=False)


def _show_ripple(
    who: Who, ripple_in_words: RippleInWords, link_label: str, sentence: str, other_id: str | None, is_removable: bool
) -> None:
    with st.container(gap="xsmall", key=f"ripple_{ripple_in_words.ripple.id}"):
        st.markdown(f"{link_label} · {t(f'model.certainty.{ripple_in_words.certainty}')}")
        st.markdown(
            f"**{escape_markdown(sentence)}**" if other_id else f":material/circle: **{escape_markdown(sentence)}**"
        )
        if ripple_in_words.ripple.why:
            st.caption(escape_lines(ripple_in_words.ripple.why))
        with st.container(horizontal=True):
            if other_id:
                show_open_button(other_id, f"ripple_open_{ripple_in_words.ripple.id}")
            if is_removable:
                _show_unlink_button(who, ripple_in_words)


def _show_unlink_button(who: Who, ripple_in_words: RippleInWords) -> None:
    if st.button(
        t("logbook.unlink"), icon=":material/link_off:", type="tertiary", key=f"unlink_{ripple_in_words.ripple.id}"
    ):
        with show_errors():
            with write_session() as session:
                links.remove_ripple(session, who, ripple_in_words.ripple.id)
            toast_after_rerun("logbook.unlinked")
            st.rerun()
