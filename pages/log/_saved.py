"""After saving: where it landed, undo, another, and "did this come from something earlier?"."""

import streamlit as st

from db import collaborations, desired, observations, ripples
from impact.errors import Invalid, NotFound
from impact.model import Certainty, Observation, Precision, RippleKind, State, Who
from impact.months import last_day
from pages.log import _draft, _form
from pages.ui import privacy, view
from pages.ui.choice import choose
from pages.ui.database import act, look
from pages.ui.language import day, num, plain, t
from pages.ui.tell import catching, tell_after
from pages.ui.token import spent, token

SAVED = "saved_observation"


def remember(observation_id: str) -> None:
    """Show this observation as just saved, from the next run on."""
    st.session_state[SAVED] = observation_id


def waiting() -> bool:
    """Whether an observation was just saved."""
    return SAVED in st.session_state


def done() -> None:
    """Back to an empty form."""
    st.session_state.pop(SAVED, None)


def show(who: Who) -> None:
    """The card of the observation that was just saved, with what can be done next."""
    try:
        with look() as session:
            saved = observations.get(session, who, st.session_state[SAVED])
    except NotFound:
        done()
        st.rerun()
    draft = saved.state is State.DRAFT
    st.title(t("screen.observation"))
    st.success(t("observation.saved_draft" if draft else "observation.saved"), icon=":material/check_circle:")
    with st.container(border=True, key="saved_card"):
        st.markdown(f"**{plain(saved.said.what)}**")
        if not draft:
            _place(who, saved)
    another, undo = st.columns(2)
    another.button(
        t("observation.another"),
        type="primary",
        width="stretch",
        on_click=done,
        icon=":material/add:",
        wrap=True,
        key="another",
    )
    if saved.version == 1 and undo.button(
        t("observation.undo"), width="stretch", icon=":material/undo:", wrap=True, key="undo_saved"
    ):
        with catching():
            _undo(who, saved)
    _earlier(who, saved)
    _draft.forgotten(who.collaboration_id, _form.KEY)


def _place(who: Who, saved: Observation) -> None:
    shown = view.view(who, view.Choice())
    sector = shown.picture.sector(saved.said.theme_id)
    ring = next(disc.ring for disc in shown.picture.discs if disc.ring.id == saved.ring_id)
    now = sector.readings[-1]
    st.markdown(t("observation.where", ring=plain(ring.name), theme=plain(sector.theme.label)))
    if now.seen is None:
        st.caption(t("observation.outside_window", day=day(saved.said.seen_on)))
    else:
        wanted = t("observation.not_wanted") if now.wanted is None else num(now.wanted)
        st.caption(t("observation.now_reads", seen=num(now.seen), n=now.n, wanted=wanted))
    st.page_link(
        "pages/see/discs.py",
        label=t("observation.see_discs"),
        icon=":material/album:",
        query_params=view.link(who, theme_id=saved.said.theme_id, month=saved.said.seen_on),
    )


def _undo(who: Who, saved: Observation) -> None:
    with look() as session:
        rings = desired.rings(session, who, t("model.unexpected"))
    with act() as session:
        said = observations.unlog(session, who, saved.id)
    _form.put_back(said, rings)
    done()
    tell_after("observation.undone")
    st.rerun()


def _earlier(who: Who, saved: Observation) -> None:
    st.header(t("observation.earlier_title"))
    st.caption(t("observation.earlier_text"))
    words = st.text_input(t("observation.earlier_search"), max_chars=100, key="earlier_words")
    with look() as session:
        until = last_day(saved.said.seen_on) if saved.said.precision is Precision.MONTH else saved.said.seen_on
        found = observations.earlier(session, who, words, until)
        stones = {one.id: one.name for one in collaborations.activities(session, who)}
    choices = {one.id: one for one in found if one.id != saved.id}
    if words and not choices:
        st.info(t("observation.earlier_none"))
    cause = st.selectbox(
        t("observation.earlier_choice"),
        list(choices),
        index=None,
        format_func=lambda one: f"{choices[one].said.what} ({day(choices[one].said.seen_on)})",
        placeholder=t("observation.choose"),
        key="earlier_cause",
    )
    stone = st.selectbox(
        t("observation.earlier_activity"),
        list(stones),
        index=None,
        format_func=stones.__getitem__,
        placeholder=t("observation.choose"),
        key="earlier_stone",
    )
    _ripple(who, saved, cause, stone, choices[cause].said.what if cause else stones.get(stone or "", ""))


def _ripple(who: Who, saved: Observation, cause: str | None, stone: str | None, named: str) -> None:
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
            act_name = f"ripple_{saved.id}_{cause or stone}"
            with act() as session:
                ripples.link(
                    session,
                    who,
                    saved.id,
                    kind=RippleKind(kind),
                    certainty=Certainty(sure),
                    cause_observation_id=cause,
                    cause_activity_id=None if cause else stone,
                    why=why,
                    token=token(act_name),
                )
            spent(act_name)
            st.success(t("observation.ripple_saved", cause=plain(named)))
