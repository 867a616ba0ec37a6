"""The question to a witness behind a link: the observation, the form to answer, and the thanks afterwards."""

import streamlit as st

from db.observations import witness
from db.observations.witness import MAX_REMARK_LENGTH, WitnessQuestion
from impact.errors import NotFound
from impact.model import Agreement, Intended
from pages.ui import privacy_check
from pages.ui.address import LINK_SECRET_PARAMETER
from pages.ui.database import read_session
from pages.ui.language import escape_markdown, format_day, t, today
from pages.ui.messages import show_errors
from pages.ui.observation_words import format_seen_on
from pages.ui.saving import finish_saving, saving
from pages.ui.term_choice import choose_term

FORM_KEY = "outside"


def show_question() -> None:
    """Show the question of the link in the address, or say that the link is not valid (any more)."""
    secret = st.query_params.get(LINK_SECRET_PARAMETER, "")
    try:
        with read_session() as session:
            question = witness.get_witness_question(session, secret, today())
    except NotFound:
        # One text for a wrong, a revoked and an expired link: a guess at a secret learns nothing.
        st.title(t("witness.dead_title"))
        st.write(t("witness.dead"))
        return
    st.title(t("witness.question_title"))
    st.write(
        t(
            "witness.question_text",
            name=escape_markdown(question.collaboration_name),
            role=escape_markdown(question.asked_of),
        )
    )
    _show_asked_observation(question)
    if question.agreement:
        st.success(t("witness.thanks"), icon=":material/check_circle:")
        st.write(t("witness.thanks_text", answer=t(f"model.agreement.{question.agreement.value}")))
        return
    _show_answer_form(secret, question)


def _show_asked_observation(question: WitnessQuestion) -> None:
    seen_on_text = format_seen_on(question.seen_on, question.precision)
    theme = t("model.unexpected") if question.is_unexpected else escape_markdown(question.theme_label)
    with st.container(border=True, gap="xsmall", key=f"{FORM_KEY}_observation"):
        st.markdown(f"**{escape_markdown(question.what)}**")
        st.caption(" · ".join((seen_on_text, escape_markdown(question.ring_name), theme)))
        if question.wish:
            st.caption(t("witness.wish", wish=escape_markdown(question.wish)))
        level_text = escape_markdown(question.wording) or t(f"model.level.{int(question.level)}")
        st.markdown(t("witness.level", direction=t(f"model.direction.{question.direction.value}"), level=level_text))


def _show_answer_form(secret: str, question: WitnessQuestion) -> None:
    agreement = choose_term(t("witness.agree"), Agreement, "agreement", f"{FORM_KEY}_agreement")
    intended = choose_term(
        t("witness.intended"), Intended, "intended", f"{FORM_KEY}_intended", Intended.UNKNOWN, is_required=True
    )
    remark = st.text_area(t("witness.remark"), max_chars=MAX_REMARK_LENGTH, height=100, key=f"{FORM_KEY}_remark")
    st.caption(t("witness.promise", day=format_day(question.until)))
    privacy_check.show_privacy_warning([remark], FORM_KEY)
    if st.button(t("witness.send"), type="primary", icon=":material/send:", key=f"{FORM_KEY}_send"):
        with show_errors():
            if agreement is None:
                st.warning(t("witness.choose"), icon=":material/help:")
                return
            with saving(None, [remark], FORM_KEY, "witness") as session:
                witness.save_witness_answer(session, secret, Agreement(agreement), remark, Intended(intended), today())
            finish_saving()
