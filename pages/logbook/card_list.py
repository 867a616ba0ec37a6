"""The observations that a query finds: a page of cards, their number, and all of them as a file."""

from math import ceil

import streamlit as st

from db import logbook
from db.observations.history import ChangeEntry
from impact.access import Act
from impact.model import NewObservation, Observation, Who
from impact.observation.field_values import list_free_texts
from impact.observation.observation_rules import clean_line
from impact.text.search_terms import SearchTerm, cut_excerpt, parse_search_terms, split_at_hits
from pages.logbook import actions, bulk_actions
from pages.logbook.query import LogbookQuery, clear_query, open_page, search_unsettled, show_open_button
from pages.ui import feed_form, observation_downloads
from pages.ui.database import read_session
from pages.ui.language import escape_markdown, num, t, tn
from pages.ui.observation_words import (
    CollaborationNames,
    describe_state_change,
    format_field_value,
    format_seen_on,
    format_state,
)
from pages.ui.visitor import may

# More cards make every run of the page slower.
PAGE_SIZE = 20


def show_observation_list(who: Who, query: LogbookQuery, names: CollaborationNames, can_log: bool) -> None:
    """Show one page of the observations, or what to do next when there are none."""
    page = query.page
    observations, total = _find_page(who, query, page)
    page_count = max(ceil(total / PAGE_SIZE), 1)
    if page > page_count:
        # An old link or a removal: the last page instead of an empty one.
        page = page_count
        observations, total = _find_page(who, query, page)
    if not total:
        bulk_actions.show_bulk_result(who)
        _show_empty_list(query.is_narrowed, can_log)
        return
    if not query.criteria.unsettled:
        _show_unsettled_notice(who)
    with st.container(horizontal=True, vertical_alignment="center", key="logbook_head"):
        st.markdown(f"**{tn('common.count.observations', total)}**")
        _show_list_download(who, query)
    is_picking = bulk_actions.show_bulk_bar(who, observations)
    dispute_by_id = actions.get_disputes(observations)
    terms = parse_search_terms(query.criteria.text)
    for observation in observations:
        _show_observation_card(observation, names, is_picking, dispute_by_id.get(observation.id), terms)
    if page_count > 1:
        _show_paging(page, page_count)


def _find_page(who: Who, query: LogbookQuery, page: int) -> tuple[tuple[Observation, ...], int]:
    with read_session() as session:
        return logbook.find_observations(session, who, query.criteria, query.sort, (page - 1) * PAGE_SIZE, PAGE_SIZE)


def _show_unsettled_notice(who: Who) -> None:
    """Show how many observations wait for a level, and a button to list them."""
    with read_session() as session:
        count = logbook.count_unsettled(session, who)
    if count:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="logbook_unsettled"):
            st.markdown(f":material/hourglass_empty: {tn('logbook.unsettled_count', count)}")
            st.button(t("logbook.unsettled_show"), on_click=search_unsettled, key="unsettled_show")


def _show_empty_list(is_narrowed: bool, can_log: bool) -> None:
    if is_narrowed:
        st.info(t("logbook.none_found"), icon=":material/search_off:")
        st.button(t("logbook.clear_all"), icon=":material/filter_list_off:", on_click=clear_query, key="clear_all")
        return
    st.info(t("logbook.empty"), icon=":material/help:")
    if can_log:
        st.page_link("pages/observation/screen.py", label=t("common.log_observation"), icon=":material/edit_note:")


def _show_observation_card(
    observation: Observation,
    names: CollaborationNames,
    is_picking: bool,
    dispute: ChangeEntry | None,
    terms: tuple[SearchTerm, ...],
) -> None:
    content = observation.details
    with st.container(border=True, gap="xsmall", key=f"card_{observation.id}"):
        if is_picking:
            bulk_actions.show_pick_box(observation)
        _show_sentence(content, terms)
        facts = (
            format_state(observation),
            format_seen_on(content.seen_on, content.precision),
            escape_markdown(names.name_by_id.get(content.theme_id, "")),
            t(f"model.direction.{content.direction.value}"),
            format_field_value("level", content.level, names),
            t(f"model.rung.{int(content.rung)}"),
        )
        st.caption(" · ".join(facts))
        if dispute:
            st.caption(describe_state_change(dispute))
        show_open_button(observation.id, f"open_{observation.id}")


def _show_sentence(content: NewObservation, terms: tuple[SearchTerm, ...]) -> None:
    """Show the sentence with the search terms marked; when they stand only in another text, an excerpt of that too."""
    st.markdown(f"**{_highlight_terms(content.what, terms)}**")
    if terms and not any(piece.is_hit for piece in split_at_hits(content.what, terms)):
        for text in list_free_texts(vars(content)):
            if excerpt := cut_excerpt(text, terms):
                st.caption(_highlight_terms(excerpt, terms))
                return


def _highlight_terms(text: str, terms: tuple[SearchTerm, ...]) -> str:
    pieces = split_at_hits(clean_line(text), terms)
    return "".join(
        f":orange-background[{escape_markdown(piece.text)}]" if piece.is_hit else escape_markdown(piece.text)
        for piece in pieces
    )


def _show_paging(page: int, page_count: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="center", key="paging"):
        st.button(
            t("common.previous"),
            icon=":material/chevron_left:",
            disabled=page == 1,
            on_click=open_page,
            args=(page - 1,),
            key="page_previous",
        )
        st.markdown(t("logbook.page", page=num(page, 0), pages=num(page_count, 0)))
        st.button(
            t("common.next"),
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=page == page_count,
            on_click=open_page,
            args=(page + 1,),
            key="page_next",
        )


def _show_list_download(who: Who, query: LogbookQuery) -> None:
    """Offer exactly these observations, without drafts, as a file, and to managers as a link for other programs."""
    observation_downloads.show_observation_downloads(
        who,
        "logbook_download",
        lambda session: tuple(logbook.list_observation_ids(session, who, query.criteria, query.sort)),
        "tertiary",
    )
    # A feed has no reader whose own observations it could show, and never filters by person.
    if may(who, Act.MANAGE) and not query.criteria.mine and query.criteria.writer_id is None:
        with st.popover(t("feed.logbook"), icon=":material/add_link:", key="logbook_feed"):
            st.write(t("feed.logbook_text"))
            feed_form.show_feed_form(who, query.criteria, "logbook_feed_new")
