"""The review view: open questions with a link into the logbook each, and where nothing was logged."""

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from db import logbook
from db.observations import review, witness
from db.observations.review import LoggedCount
from db.ripples import links
from impact.model import COUNTING_STATES, State, Who
from impact.months import get_month, shift_month
from pages.ui.address import COLLABORATION_PARAMETER, OBSERVATION_PARAMETER
from pages.ui.database import read_session
from pages.ui.figures import show_table
from pages.ui.language import escape_markdown, format_day, format_month, get_timezone, t, tn, today
from pages.ui.observation_words import CollaborationNames

# A draft that is younger is still being written.
OLD_DRAFT_AGE = timedelta(days=7)
MONTHS_TO_CHOOSE = 24
# The heading gives the number of all; after these are handled the next ones appear.
MAX_DOUBTED_SHOWN = 10
COUNTING_PARAMS = tuple(("state", state.value) for state in COUNTING_STATES)
AddressParams = tuple[tuple[str, str], ...]


def show_review(who: Who, names: CollaborationNames) -> None:
    """Show the open questions, and per organisation and ring how much was logged in one month."""
    _show_review_questions(who)
    _show_silence(who, names)


def _show_review_questions(who: Who) -> None:
    with read_session() as session:
        open_questions = review.count_open_questions(session, who, datetime.now(UTC) - OLD_DRAFT_AGE)
        unsettled = logbook.count_unsettled(session, who)
    st.header(t("review.title"))
    st.write(t("review.text"))
    questions: tuple[tuple[str, int, AddressParams], ...] = (
        ("to_judge", open_questions.to_judge, (("state", State.SHARED.value), ("sort", "logged"))),
        ("disputed", open_questions.disputed, (("state", State.DISPUTED.value),)),
        ("unexpected", open_questions.unexpected, (("without_theme", "1"), *COUNTING_PARAMS)),
        ("unsettled", unsettled, (("unsettled", "1"),)),
        ("loose", open_questions.unlinked, (("without_ripple", "1"), *COUNTING_PARAMS)),
        ("drafts", open_questions.drafts, (("state", State.DRAFT.value), ("mine", "1"))),
    )
    for name, count, address in questions:
        _show_review_question(who, name, count, address)
    _show_doubted(who)
    if open_questions.oldest_logged_at:
        st.caption(t("review.oldest", day=format_day(open_questions.oldest_logged_at)))


def _show_review_question(who: Who, name: str, count: int, address: AddressParams) -> None:
    with st.container(border=True, gap="xsmall", key=f"review_{name}"):
        st.markdown(f"**{tn(f'review.{name}', count) if count else t(f'review.{name}_none')}**")
        if count:
            st.caption(t(f"review.{name}_ask"))
            _show_logbook_link(who, address)


def _show_logbook_link(who: Who, address: AddressParams) -> None:
    st.page_link(
        "pages/logbook/screen.py",
        label=t("common.see_in_logbook"),
        icon=":material/search:",
        query_params=((COLLABORATION_PARAMETER, who.collaboration_id), *address),
    )


def _show_doubted(who: Who) -> None:
    """Show what a witness does not fully agree with, until it is changed or judged after that answer."""
    with read_session() as session:
        ids = witness.list_doubted_ids(session, who)
        sentence_by_id = links.list_sentences(session, who, ids[:MAX_DOUBTED_SHOWN])
    if not ids:
        return
    with st.container(border=True, gap="xsmall", key="review_doubted"):
        st.markdown(f"**{tn('review.doubted', len(ids))}**")
        st.caption(t("review.doubted_ask"))
        for observation_id, sentence in sentence_by_id.items():
            st.markdown(escape_markdown(sentence))
            _show_logbook_link(who, ((OBSERVATION_PARAMETER, observation_id),))


def _show_silence(who: Who, names: CollaborationNames) -> None:
    st.header(t("review.silent_title"))
    st.write(t("review.silent_text"))
    this_month = get_month(today())
    chosen_month = st.selectbox(
        t("review.month"),
        [shift_month(this_month, -months_back) for months_back in range(MONTHS_TO_CHOOSE)],
        format_func=format_month,
        width=260,
        key="review_month",
    )
    with read_session() as session:
        logged = review.list_logged_counts(
            session, who, _start_of_day(chosen_month), _start_of_day(shift_month(chosen_month))
        )
    rows = _build_silence_rows(names, logged)
    if rows:
        headers = [t("common.field.organisation"), *(ring.name for ring in names.rings)]
        show_table(headers, rows, t("review.silent_alt", month=format_month(chosen_month)))
    else:
        st.info(t("review.silent_empty"), icon=":material/help:")


def _start_of_day(first_day: date) -> datetime:
    """Return the moment at which this day begins for the reader."""
    return datetime.combine(first_day, time(), get_timezone())


def _build_silence_rows(names: CollaborationNames, logged: tuple[LoggedCount, ...]) -> list[list[str]]:
    """Return a row per organisation by name, and one for observations without: the name, then a cell per ring."""
    logged_by_place = {(count.organisation_id, count.ring_id): count for count in logged}
    sorted_organisations = sorted(names.organisations, key=lambda organisation: organisation.name.casefold())
    name_by_id: dict[str | None, str] = {organisation.id: organisation.name for organisation in sorted_organisations}
    if any(count.organisation_id is None for count in logged):
        name_by_id[None] = t("review.no_organisation")
    return [
        [name, *(_format_silence_cell(logged_by_place.get((organisation_id, ring.id))) for ring in names.rings)]
        for organisation_id, name in name_by_id.items()
    ]


def _format_silence_cell(logged: LoggedCount | None) -> str:
    if logged is None:
        return t("review.never")
    if not logged.count:
        return t("review.not_then", day=format_day(logged.last_logged_at))
    return tn("review.then", logged.count, day=format_day(logged.last_logged_at))
