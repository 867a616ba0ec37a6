"""Making a ripple: "did this come from something earlier?", found by typing."""

import streamlit as st

from db import collaborations, desired, logbook, ripples
from impact.errors import Invalid
from impact.model import Certainty, Observation, Precision, RippleKind, Who
from impact.months import last_day
from pages.ui import hits, privacy
from pages.ui.choice import choose
from pages.ui.database import act, look
from pages.ui.language import plain, t
from pages.ui.tell import catching, tell_after
from pages.ui.token import spent, token

# Before anything is typed: what was seen last is the likeliest, and a long list would hide the rest of the question.
LATEST = 3


def earlier(who: Who, effect: Observation, *, titled: bool = True) -> None:
    """Ask what this came from, an earlier observation or an activity, and make the ripple.

    Leave the title out (`titled`) where the question already stands above it.
    """
    if titled:
        st.header(t("observation.earlier_title"))
    st.caption(t("observation.earlier_text"))
    words = st.text_input(t("observation.earlier_search"), max_chars=100, key="earlier_words")
    with look() as session:
        until = last_day(effect.said.seen_on) if effect.said.precision is Precision.MONTH else effect.said.seen_on
        found = logbook.earlier(session, who, words, until, hits.MOST)
        stones = {one.id: one.name for one in collaborations.activities(session, who)}
        rings = desired.rings(session, who, t("model.unexpected"))
    choices = {one.id: one for one in found if one.id != effect.id}
    if not words and not choices and not stones:
        st.write(t("observation.earlier_nothing"))
        return
    offered = list(choices.values()) if words else list(choices.values())[:LATEST]
    label = t("observation.earlier_choice" if words else "observation.earlier_latest")
    cause = hits.pick_observation(label, offered, rings, "earlier_cause", words=words)
    stone = st.selectbox(
        t("observation.earlier_activity"),
        list(stones),
        index=None,
        format_func=stones.__getitem__,
        placeholder=t("observation.choose"),
        key="earlier_stone",
    )
    _ripple(who, effect, cause, stone, choices[cause].said.what if cause else stones.get(stone or "", ""))


def _ripple(who: Who, effect: Observation, cause: str | None, stone: str | None, named: str) -> None:
    kind = choose(t("observation.ripple_kind"), RippleKind, "ripple", "ripple_kind", RippleKind.LEADS_TO, needed=True)
    sure = choose(
        t("observation.ripple_certainty"), Certainty, "certainty", "ripple_certainty", Certainty.PLAUSIBLE, needed=True
    )
    why = st.text_input(t("observation.ripple_why"), max_chars=280, key="ripple_why")
    privacy.warn([why], "ripple")
    if st.button(t("observation.ripple_save"), icon=":material/waves:", key="ripple_save"):
        with catching():
            if not cause and not stone:
                raise Invalid(field="cause", reason="empty")
            if not privacy.fine([why], "ripple"):
                st.warning(t("privacy.before_saving"), icon=":material/shield:")
                return
            act_name = f"ripple_{effect.id}_{cause or stone}"
            with act() as session:
                ripples.link(
                    session,
                    who,
                    effect.id,
                    kind=RippleKind(kind),
                    certainty=Certainty(sure),
                    cause_observation_id=cause,
                    cause_activity_id=None if cause else stone,
                    why=why,
                    token=token(act_name),
                )
                privacy.settle(session, who, [why], "ripple", "ripple")
            spent(act_name)
            tell_after("observation.ripple_saved", cause=plain(named))
            for name in ("earlier_words", "earlier_cause", "earlier_stone", "ripple_why"):
                st.session_state.pop(name, None)
            st.rerun()
