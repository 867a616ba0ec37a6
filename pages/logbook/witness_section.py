"""The witnesses of one observation: asking somebody outside by a link, and what they answered."""

from datetime import date, timedelta
from urllib.parse import urlencode

import streamlit as st

from db.observations import witness
from db.observations.witness import MAX_LINK_LIFETIME, WitnessRequest
from impact.model import MAX_ROLE_LENGTH, Agreement, Intended, Observation, Who
from pages.ui import privacy_check, server_address
from pages.ui.address import LINK_SECRET_PARAMETER
from pages.ui.database import read_session, write_session
from pages.ui.day_field import ask_for_day, require_day
from pages.ui.form_token import get_form_token
from pages.ui.language import escape_lines, escape_markdown, format_day, t, today
from pages.ui.messages import show_errors
from pages.ui.saving import finish_saving, saving

FORM_KEY, NEW_LINK_KEY = "witness", "witness_made"
# What the form proposes; the writer may choose up to MAX_LINK_LIFETIME.
USUAL_PERIOD = timedelta(days=28)
AGREEMENT_ICONS = {
    Agreement.AGREES: ":material/thumb_up:",
    Agreement.PARTLY: ":material/thumbs_up_down:",
    Agreement.DISAGREES: ":material/thumb_down:",
}


def show_witnesses(who: Who, observation: Observation, can_ask: bool) -> None:
    """Show who was asked and what they answered, and the form to ask somebody when this person may."""
    with read_session() as session:
        witnesses = witness.list_witness_requests(session, who, observation.id)
    # The link of an observation that does not count opens nothing.
    can_ask = can_ask and observation.is_counted
    if not witnesses and not can_ask:
        return
    st.header(t("witness.title"))
    for request in witnesses:
        _show_witness(who, request, can_ask)
    if not can_ask:
        return
    _show_new_link(observation)
    with st.expander(t("witness.ask"), icon=":material/forward_to_inbox:", key=f"{FORM_KEY}_ask"):
        _show_witness_form(who, observation)


def _show_witness(who: Who, request: WitnessRequest, can_ask: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"{FORM_KEY}_{request.id}"):
        st.markdown(f"**{escape_markdown(request.asked_of)}** · {_describe_witness_state(request)}")
        if request.remark:
            st.markdown(escape_lines(request.remark))
        if request.intended is not Intended.UNKNOWN:
            st.caption(t(f"model.intended.{request.intended.value}"))
        if request.is_about_earlier_text:
            st.caption(t("witness.earlier_text"))
        if (
            can_ask
            and _is_witness_open(request)
            and st.button(
                t("witness.revoke"), icon=":material/link_off:", type="tertiary", key=f"{FORM_KEY}_revoke_{request.id}"
            )
        ):
            with show_errors():
                with write_session() as session:
                    witness.revoke_witness_link(session, who, request.id)
                finish_saving("witness.revoked_done")


def _describe_witness_state(request: WitnessRequest) -> str:
    if request.agreement and request.answered_at:
        answer_text = f"{AGREEMENT_ICONS[request.agreement]} {t(f'model.agreement.{request.agreement.value}')}"
        return t("witness.answered", answer=answer_text, day=format_day(request.answered_at))
    if request.is_revoked:
        return t("witness.revoked")
    return t("witness.open" if _is_witness_open(request) else "witness.expired", day=format_day(request.until))


def _is_witness_open(request: WitnessRequest) -> bool:
    return request.agreement is None and not request.is_revoked and request.until >= today()


def _show_witness_form(who: Who, observation: Observation) -> None:
    st.write(t("witness.text"))
    role = st.text_input(
        t("witness.role"), max_chars=MAX_ROLE_LENGTH, placeholder=t("witness.role_like"), key=f"{FORM_KEY}_role"
    )  # fmt: skip
    first_day, last_day = today(), today() + MAX_LINK_LIFETIME
    until = ask_for_day(
        st, t("witness.until"), first_day + USUAL_PERIOD, f"{FORM_KEY}_until", min_value=first_day, max_value=last_day
    )
    privacy_check.show_privacy_warning([role], FORM_KEY)
    if st.button(t("common.make_link"), type="primary", key=f"{FORM_KEY}_make"):
        with show_errors():
            _create_witness_link(who, observation, role, until)


def _create_witness_link(who: Who, observation: Observation, role: str, until: date | None) -> None:
    token_name = f"{FORM_KEY}_{observation.id}"
    with saving(who, [role], FORM_KEY, "witness") as session:
        last_day = require_day(until, "until")
        new_link = witness.create_witness_link(
            session, who, observation.id, role, last_day, today(), token=get_form_token(token_name)
        )
    if new_link.secret:
        st.session_state[NEW_LINK_KEY] = (observation.id, _build_witness_address(new_link.secret), last_day)
    finish_saving(token_name=token_name, state_keys=[f"{FORM_KEY}_role"])


def _build_witness_address(secret: str) -> str:
    """Return the address for the witness, on the server this page came from."""
    return f"{server_address.get_server_address()}/?{urlencode({LINK_SECRET_PARAMETER: secret})}"


def _show_new_link(observation: Observation) -> None:
    """Show the link that was just made; only a fingerprint of its secret is stored, so it cannot be shown again."""
    new_link: tuple[str, str, date] | None = st.session_state.get(NEW_LINK_KEY)
    # It stays for whoever looks at another observation first: nobody can make the same link again.
    if not new_link or new_link[0] != observation.id:
        return
    with st.container(border=True, key=f"{FORM_KEY}_link"):
        st.success(t("witness.made"), icon=":material/link:")
        st.code(t("witness.mail", link=new_link[1], day=format_day(new_link[2])), language=None, wrap_lines=True)
