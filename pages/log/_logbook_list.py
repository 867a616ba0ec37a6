"""The observations that were found: a page of cards, how many there are, and all of them as a file."""

from math import ceil

import streamlit as st

from db import logbook
from db.history import Changed
from impact.access import Act
from impact.model import NewObservation, Observation, Who
from impact.observe import one_line
from impact.search import Term, excerpted, marked
from impact.search import asked as words_of
from impact.texts import list_texts
from pages.log import _logbook_acts, _logbook_bulk
from pages.log._logbook_find import Asked, clear, open_button, show_unsettled, turn_to
from pages.log._logbook_words import Named, seen, state, stood, value
from pages.ui import feeds, files
from pages.ui.database import look
from pages.ui.here import may
from pages.ui.language import num, plain, t, tn

PAGE_SIZE = 20


def show(who: Who, asked: Asked, named: Named, logs: bool) -> None:
    """One page of what was found, or a question when there is nothing."""
    with look() as session:
        found, total = logbook.found(session, who, asked.wanted, asked.sort, (asked.page - 1) * PAGE_SIZE, PAGE_SIZE)
        pages = max(ceil(total / PAGE_SIZE), 1)
        page = min(asked.page, pages)
        if page != asked.page:
            found, total = logbook.found(session, who, asked.wanted, asked.sort, (page - 1) * PAGE_SIZE, PAGE_SIZE)
    if not total:
        _logbook_bulk.tell_done(who)
        _nothing(asked.narrowed, logs)
        return
    if not asked.wanted.unsettled:
        _unsettled(who)
    with st.container(horizontal=True, vertical_alignment="center", key="logbook_head"):
        st.markdown(f"**{tn('logbook.total', total)}**")
        _download(who, asked)
    picking, whys = _logbook_bulk.bar(who, found), _logbook_acts.whys(found)
    terms = words_of(asked.wanted.text)
    for one in found:
        _card(one, named, picking, whys.get(one.id), terms)
    if pages > 1:
        _paging(page, pages)


def _unsettled(who: Who) -> None:
    """How many observations wait for a level, and one press to show them."""
    with look() as session:
        count = logbook.count_unsettled(session, who)
    if count:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key="logbook_unsettled"):
            st.markdown(f":material/hourglass_empty: {tn('logbook.unsettled_count', count)}")
            st.button(t("logbook.unsettled_show"), on_click=show_unsettled, key="unsettled_show")


def _nothing(narrowed: bool, logs: bool) -> None:
    if narrowed:
        st.info(t("logbook.none_found"), icon=":material/search_off:")
        st.button(t("logbook.clear_all"), icon=":material/filter_list_off:", on_click=clear, key="clear_all")
        return
    st.info(t("logbook.empty"), icon=":material/help:")
    if logs:
        st.page_link("pages/log/observation.py", label=t("logbook.log_first"), icon=":material/edit_note:")


def _card(one: Observation, named: Named, picking: bool, why: Changed | None, terms: tuple[Term, ...]) -> None:
    said = one.said
    with st.container(border=True, gap="xsmall", key=f"card_{one.id}"):
        if picking:
            _logbook_bulk.tick(one)
        _sentence(said, terms)
        facts = (
            state(one),
            seen(said),
            plain(named.names.get(said.theme_id, "")),
            t(f"model.direction.{said.direction.value}"),
            value("level", said.level, named),
            t(f"model.rung.{int(said.rung)}"),
        )
        st.caption(" · ".join(facts))
        if why:
            st.caption(stood(why))
        open_button(one.id, f"open_{one.id}")


def _sentence(said: NewObservation, terms: tuple[Term, ...]) -> None:
    """The sentence with what was searched for marked in it; when that stands elsewhere, a piece of that text too."""
    st.markdown(f"**{_marked(said.what, terms)}**")
    if terms and not any(piece.hit for piece in marked(said.what, terms)):
        for text in list_texts(vars(said)):
            if excerpt := excerpted(text, terms):
                st.caption(_marked(excerpt, terms))
                return


def _marked(text: str, terms: tuple[Term, ...]) -> str:
    pieces = marked(one_line(text), terms)
    return "".join(f":orange-background[{plain(one.text)}]" if one.hit else plain(one.text) for one in pieces)


def _paging(page: int, pages: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="center", key="paging"):
        st.button(
            t("logbook.previous"),
            icon=":material/chevron_left:",
            disabled=page == 1,
            on_click=turn_to,
            args=(page - 1,),
            key="page_previous",
        )
        st.markdown(t("logbook.page", page=num(page, 0), pages=num(pages, 0)))
        st.button(
            t("logbook.next"),
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=page == pages,
            on_click=turn_to,
            args=(page + 1,),
            key="page_next",
        )


def _download(who: Who, asked: Asked) -> None:
    """Exactly what was found as a file, made when it is asked for; drafts stay here."""
    files.observations(
        who, "logbook_download", lambda session: tuple(logbook.ids(session, who, asked.wanted, asked.sort)), "tertiary"
    )
    if may(who, Act.MANAGE) and not asked.wanted.mine and asked.wanted.writer_id is None:
        with st.popover(t("feed.logbook"), icon=":material/add_link:", key="logbook_feed"):
            st.write(t("feed.logbook_text"))
            feeds.ask(who, asked.wanted, "logbook_feed_new")
