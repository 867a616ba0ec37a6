"""The form for a ripple: what an observation came from, found by typing."""

import streamlit as st

from db import collaborations, desired, logbook
from db.ripples import links
from impact.errors import Invalid
from impact.model import Certainty, Observation, Precision, RippleKind, Who
from impact.months import get_last_day
from pages.ui import observation_search, privacy_check
from pages.ui.database import read_session
from pages.ui.form_token import get_form_token
from pages.ui.language import escape_markdown, t
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving, saving
from pages.ui.term_choice import choose_term

# Before anything is typed: what was seen last is the likeliest, and a long list would hide the rest of the question.
MAX_LATEST_OFFERED = 3


def show_ripple_form(who: Who, effect: Observation, *, with_title: bool = True) -> None:
    """Ask what this came from, an earlier observation or an activity, and make the ripple.

    Leave the title out (`titled`) where the question already stands above it.
    """
    if with_title:
        st.header(t("observation.earlier_title"))
    st.caption(t("observation.earlier_text"))
    words = st.text_input(t("observation.earlier_search"), max_chars=100, key="earlier_words")
    with read_session() as session:
        until = (
            get_last_day(effect.details.seen_on)
            if effect.details.precision is Precision.MONTH
            else effect.details.seen_on
        )
        earlier_observations = logbook.search_earlier(session, who, words, until, observation_search.MAX_HITS)
        activity_names = {item.id: item.name for item in collaborations.list_activities(session, who)}
        rings = desired.list_rings(session, who, t("model.unexpected"))
    choices = {item.id: item for item in earlier_observations if item.id != effect.id}
    if not words and not choices and not activity_names:
        st.write(t("observation.earlier_nothing"))
        return
    offered = list(choices.values()) if words else list(choices.values())[:MAX_LATEST_OFFERED]
    label = t("observation.earlier_choice" if words else "observation.earlier_latest")
    cause_id = observation_search.pick_observation(label, offered, rings, "earlier_cause", words=words)
    activity_id = st.selectbox(
        t("observation.earlier_activity"),
        list(activity_names),
        index=None,
        format_func=activity_names.__getitem__,
        placeholder=t("observation.choose"),
        key="earlier_stone",
    )
    _show_ripple_details(
        who,
        effect,
        cause_id,
        activity_id,
        choices[cause_id].details.what if cause_id else activity_names.get(activity_id or "", ""),
    )


def _show_ripple_details(
    who: Who, effect: Observation, cause_id: str | None, activity_id: str | None, cause_text: str
) -> None:
    kind = choose_term(
        t("observation.ripple_kind"), RippleKind, "ripple", "ripple_kind", RippleKind.LEADS_TO, is_required=True
    )
    certainty = choose_term(
        t("observation.ripple_certainty"),
        Certainty,
        "certainty",
        "ripple_certainty",
        Certainty.PLAUSIBLE,
        is_required=True,
    )
    why = st.text_input(t("observation.ripple_why"), max_chars=280, key="ripple_why")
    privacy_check.show_privacy_warning([why], "ripple")
    if st.button(t("observation.ripple_save"), icon=":material/waves:", key="ripple_save"):
        with show_errors():
            if not cause_id and not activity_id:
                raise Invalid(field="cause", reason="empty")
            token_name = f"ripple_{effect.id}_{cause_id or activity_id}"
            with saving(who, [why], "ripple", "ripple") as session:
                links.add_ripple(
                    session,
                    who,
                    effect.id,
                    kind=RippleKind(kind),
                    certainty=Certainty(certainty),
                    cause_observation_id=cause_id,
                    cause_activity_id=None if cause_id else activity_id,
                    why=why,
                    token=get_form_token(token_name),
                )
            finish_saving(
                "observation.ripple_saved",
                token_name=token_name,
                state_keys=("earlier_words", "earlier_cause", "earlier_stone", "ripple_why"),
                cause=escape_markdown(cause_text),
            )
