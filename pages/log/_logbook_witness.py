"""Asking somebody outside about one observation by a link, and what they answered."""

from datetime import date, timedelta
from urllib.parse import urlencode

import streamlit as st

from db import witness
from db.witness import LONGEST, Witness
from impact.model import ROLE_LIMIT, Agreement, Intended, Observation, Who
from pages import KEY
from pages.ui import address, privacy
from pages.ui.database import act, look
from pages.ui.days import ask_day, require_day
from pages.ui.language import day, lines, plain, t, today
from pages.ui.tell import catching, tell_after
from pages.ui.token import spent, token

FORM, MADE = "witness", "witness_made"
USUAL = timedelta(days=28)
ICONS = {
    Agreement.AGREES: ":material/thumb_up:",
    Agreement.PARTLY: ":material/thumbs_up_down:",
    Agreement.DISAGREES: ":material/thumb_down:",
}


def show(who: Who, one: Observation, asks: bool) -> None:
    """Who outside was asked and what they said; and, when this person may, a way to ask somebody."""
    with look() as session:
        asked = witness.witnesses(session, who, one.id)
    asks = asks and one.counts
    if not asked and not asks:
        return
    st.header(t("witness.title"))
    for person in asked:
        _asked(who, person, asks)
    if not asks:
        return
    _made(one)
    with st.expander(t("witness.ask"), icon=":material/forward_to_inbox:", key=f"{FORM}_ask"):
        _ask(who, one)


def _asked(who: Who, person: Witness, asks: bool) -> None:
    with st.container(border=True, gap="xsmall", key=f"{FORM}_{person.id}"):
        st.markdown(f"**{plain(person.asked_of)}** · {_state(person)}")
        if person.remark:
            st.markdown(lines(person.remark))
        if person.intended is not Intended.UNKNOWN:
            st.caption(t(f"model.intended.{person.intended.value}"))
        if person.earlier_text:
            st.caption(t("witness.earlier_text"))
        if (
            asks
            and _is_open(person)
            and st.button(
                t("witness.revoke"), icon=":material/link_off:", type="tertiary", key=f"{FORM}_revoke_{person.id}"
            )
        ):
            with catching():
                with act() as session:
                    witness.revoke(session, who, person.id)
                tell_after("witness.revoked_done")
                st.rerun()


def _state(person: Witness) -> str:
    if person.agreement and person.answered_at:
        told = f"{ICONS[person.agreement]} {t(f'model.agreement.{person.agreement.value}')}"
        return t("witness.answered", answer=told, day=day(person.answered_at))
    if person.revoked:
        return t("witness.revoked")
    return t("witness.open" if _is_open(person) else "witness.expired", day=day(person.until))


def _is_open(person: Witness) -> bool:
    return person.agreement is None and not person.revoked and person.until >= today()


def _ask(who: Who, one: Observation) -> None:
    st.write(t("witness.text"))
    role = st.text_input(
        t("witness.role"), max_chars=ROLE_LIMIT, placeholder=t("witness.role_like"), key=f"{FORM}_role"
    )  # fmt: skip
    first, last = today(), today() + LONGEST
    until = ask_day(st, t("witness.until"), first + USUAL, f"{FORM}_until", min_value=first, max_value=last)
    privacy.warn([role], FORM)
    if st.button(t("witness.make"), type="primary", key=f"{FORM}_make"):
        with catching():
            if privacy.ready([role], FORM):
                _make(who, one, role, require_day(until, "until"))


def _make(who: Who, one: Observation, role: str, until: date) -> None:
    name = f"{FORM}_{one.id}"
    with act() as session:
        made = witness.ask(session, who, one.id, role, until, today(), token=token(name))
        privacy.settle(session, who, [role], FORM, "witness")
    spent(name)
    if made.secret:
        st.session_state[MADE] = (one.id, _link(made.secret), until)
    st.session_state.pop(f"{FORM}_role", None)
    st.rerun()


def _link(secret: str) -> str:
    """The address for somebody outside, on the server this page came from."""
    return f"{address.root()}/?{urlencode({KEY: secret})}"


def _made(one: Observation) -> None:
    """The link that was just made: it is shown now and never again."""
    made: tuple[str, str, date] | None = st.session_state.get(MADE)
    # It waits for who comes back to this observation: nobody can make the same link again.
    if not made or made[0] != one.id:
        return
    with st.container(border=True, key=f"{FORM}_link"):
        st.success(t("witness.made"), icon=":material/link:")
        st.code(t("witness.mail", link=made[1], day=day(made[2])), language=None, wrap_lines=True)
