"""Looking back: questions about what was logged, each with a way into the logbook, and where it was silent."""

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from db import graph, logbook, review, witness
from db.review import Logged
from impact.model import COUNTING, State, Who
from impact.months import month_after, month_of
from pages.log._logbook_words import Named
from pages.ui.database import look
from pages.ui.language import day, month, plain, t, tn, today, zone
from pages.ui.show import show_table

LYING = timedelta(days=7)
MONTHS, SHOWN = 24, 10
COUNTED = tuple(("state", one.value) for one in COUNTING)
Address = tuple[tuple[str, str], ...]


def show(who: Who, named: Named) -> None:
    """What asks for an eye, and per organisation and ring what was logged in one month."""
    _questions(who)
    _silent(who, named)


def _questions(who: Who) -> None:
    with look() as session:
        found = review.asking(session, who, datetime.now(UTC) - LYING)
        unsettled = logbook.count_unsettled(session, who)
    st.header(t("review.title"))
    st.write(t("review.text"))
    lines: tuple[tuple[str, int, Address], ...] = (
        ("to_judge", found.to_judge, (("state", State.SHARED.value), ("sort", "logged"))),
        ("disputed", found.disputed, (("state", State.DISPUTED.value),)),
        ("unexpected", found.unexpected, (("without_theme", "1"), *COUNTED)),
        ("unsettled", unsettled, (("unsettled", "1"),)),
        ("loose", found.loose, (("without_ripple", "1"), *COUNTED)),
        ("drafts", found.drafts, (("state", State.DRAFT.value), ("mine", "1"))),
    )
    for name, count, address in lines:
        _line(who, name, count, address)
    _doubted(who)
    if found.oldest:
        st.caption(t("review.oldest", day=day(found.oldest)))


def _line(who: Who, name: str, count: int, address: Address) -> None:
    with st.container(border=True, gap="xsmall", key=f"review_{name}"):
        st.markdown(f"**{tn(f'review.{name}', count) if count else t(f'review.{name}_none')}**")
        if count:
            st.caption(t(f"review.{name}_ask"))
            _way(who, address)


def _way(who: Who, address: Address) -> None:
    st.page_link(
        "pages/log/logbook.py",
        label=t("review.look"),
        icon=":material/search:",
        query_params=(("c", who.collaboration_id), *address),
    )


def _doubted(who: Who) -> None:
    """What somebody outside does not fully agree with, until somebody changed or judged it."""
    with look() as session:
        ids = witness.unjudged(session, who)
        said = graph.sentences(session, who, ids[:SHOWN])
    if not ids:
        return
    with st.container(border=True, gap="xsmall", key="review_doubted"):
        st.markdown(f"**{tn('review.doubted', len(ids))}**")
        st.caption(t("review.doubted_ask"))
        for one, sentence in said.items():
            st.markdown(plain(sentence))
            _way(who, (("o", one),))


def _silent(who: Who, named: Named) -> None:
    st.header(t("review.silent_title"))
    st.write(t("review.silent_text"))
    now = month_of(today())
    chosen = st.selectbox(
        t("review.month"),
        [month_after(now, -steps) for steps in range(MONTHS)],
        format_func=month,
        width=260,
        key="review_month",
    )
    with look() as session:
        logged = review.silent(session, who, _begin(chosen), _begin(month_after(chosen)))
    rows = _rows(named, logged)
    if rows:
        heads = [t("review.organisation"), *(ring.name for ring in named.rings)]
        show_table(heads, rows, t("review.silent_alt", month=month(chosen)))
    else:
        st.info(t("review.silent_empty"), icon=":material/help:")


def _begin(first: date) -> datetime:
    """The moment at which this day begins for the reader."""
    return datetime.combine(first, time(), zone())


def _rows(named: Named, logged: tuple[Logged, ...]) -> list[list[str]]:
    """A row per organisation by name, and one for what names none; its name, and a cell per ring in its own order."""
    by_place = {(one.organisation_id, one.ring_id): one for one in logged}
    ordered = sorted(named.organisations, key=lambda one: one.name.casefold())
    names: dict[str | None, str] = {one.id: one.name for one in ordered}
    if any(one.organisation_id is None for one in logged):
        names[None] = t("review.no_organisation")
    return [
        [name, *(_cell(by_place.get((organisation, ring.id))) for ring in named.rings)]
        for organisation, name in names.items()
    ]


def _cell(found: Logged | None) -> str:
    if found is None:
        return t("review.never")
    if not found.count:
        return t("review.not_then", day=day(found.last))
    return tn("review.then", found.count, day=day(found.last))
