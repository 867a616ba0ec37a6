"""Answering as somebody outside: the question behind a link, the answer, and a thank you."""

import streamlit as st

from db import witness
from db.witness import REMARK_LIMIT, Question
from impact.errors import NotFound
from impact.model import Agreement, Intended, Precision
from pages import KEY
from pages.ui import privacy
from pages.ui.choice import choose
from pages.ui.database import act, look
from pages.ui.language import day, month, plain, t, today
from pages.ui.tell import catching

FORM = "outside"


def show() -> None:
    """The question of the link in the address; or calm words when that link is worth nothing (any more)."""
    secret = st.query_params.get(KEY, "")
    try:
        with look() as session:
            asked = witness.question(session, secret, today())
    except NotFound:
        st.title(t("witness.dead_title"))
        st.write(t("witness.dead"))
        return
    st.title(t("witness.question_title"))
    st.write(t("witness.question_text", name=plain(asked.collaboration), role=plain(asked.asked_of)))
    _observation(asked)
    if asked.agreement:
        st.success(t("witness.thanks"), icon=":material/check_circle:")
        st.write(t("witness.thanks_text", answer=t(f"model.agreement.{asked.agreement.value}")))
        return
    _answer(secret, asked)


def _observation(asked: Question) -> None:
    seen = month(asked.seen_on) if asked.precision is Precision.MONTH else day(asked.seen_on)
    theme = t("model.unexpected") if asked.unexpected else plain(asked.theme)
    with st.container(border=True, gap="xsmall", key=f"{FORM}_observation"):
        st.markdown(f"**{plain(asked.what)}**")
        st.caption(" · ".join((seen, plain(asked.ring), theme)))
        if asked.wish:
            st.caption(t("witness.wish", wish=plain(asked.wish)))
        level = plain(asked.wording) or t(f"model.level.{int(asked.level)}")
        st.markdown(t("witness.level", direction=t(f"model.direction.{asked.direction.value}"), level=level))


def _answer(secret: str, asked: Question) -> None:
    agreement = choose(t("witness.agree"), Agreement, "agreement", f"{FORM}_agreement")
    intended = choose(t("witness.intended"), Intended, "intended", f"{FORM}_intended", Intended.UNKNOWN, needed=True)
    remark = st.text_area(t("witness.remark"), max_chars=REMARK_LIMIT, height=100, key=f"{FORM}_remark")
    st.caption(t("witness.promise", day=day(asked.until)))
    privacy.warn([remark], FORM)
    if st.button(t("witness.send"), type="primary", icon=":material/send:", key=f"{FORM}_send"):
        with catching():
            if agreement is None:
                st.warning(t("witness.choose"), icon=":material/help:")
            elif privacy.ready([remark], FORM):
                with act() as session:
                    witness.answer(session, secret, Agreement(agreement), remark, Intended(intended), today())
                st.rerun()
