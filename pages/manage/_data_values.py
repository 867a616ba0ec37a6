"""The third step of bringing in: what the words in the file stand for; what is not sure waits for somebody to look."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from impact.exchange.ask import Asked
from impact.exchange.columns import same
from impact.exchange.values import LISTED, words_of
from pages.manage import _data_of_file
from pages.manage._data_work import COLUMNS, PREVIEW, Work, open_of_file, questions, waiting
from pages.ui.language import plain, t, tn

OUT = "\n"
MOST = 60
AREAS = ("ring", "theme", "organisation", "activity", *LISTED)


def step(work: Work) -> None:
    """Ask what is not sure, show what is; on to the preview when all of it was looked at."""
    st.subheader(t("bring.values_title"))
    found = questions(work)
    unsure = [one for one in found if not one.proposal.sure]
    st.write(t("bring.values_text" if unsure else "bring.values_sure"))
    if len(waiting(work)) > MOST:
        st.warning(t("bring.values_many", count=MOST), icon=":material/warning:")
    for area in AREAS:
        _area(work, [one for one in unsure if one.field == area][:MOST])
    _data_of_file.ask(work)
    known = [one for one in found if one.proposal.sure]
    if known:
        with st.expander(tn("bring.values_known", len(known)), key="data_values_known"):
            for one in known[:MOST]:
                _ask(work, one)
            if len(known) > MOST:
                st.caption(t("data.shown", count=MOST))
    _on(work)


def _area(work: Work, unsure: Iterable[Asked]) -> None:
    for place, one in enumerate(unsure):
        if not place:
            st.markdown(f"**{t(f'bring.field.{one.field}')}**")
        _ask(work, one)


def _ask(work: Work, one: Asked) -> None:
    """One text of the file, and the select in which somebody says what it stands for."""
    options = _options(work, one)
    held = work.matching.values.get(one.field, {})
    now = held.get(one.key, one.proposal.meaning if one.proposal.sure else OUT + OUT)
    now = OUT if now is None else now
    told = t("bring.value_in_ring", text=plain(one.text), ring=plain(one.ring)) if one.ring else plain(one.text)
    chosen = st.selectbox(
        t("bring.value", text=told, rows=tn("bring.rows", one.rows)),
        list(options),
        index=list(options).index(now) if now in options else None,
        format_func=lambda option: options[option],
        placeholder=t("bring.choose"),
        key=f"data_value_{one.field}_{one.key}",
    )
    if chosen is not None and chosen != now:
        meaning = None if chosen == OUT else chosen
        work.matching = replace(work.matching, values={**work.matching.values, one.field: {**held, one.key: meaning}})
        if one.field == "ring":
            st.rerun()  # the wishes to choose from follow the ring


def _options(work: Work, one: Asked) -> dict[str, str]:
    """What may be chosen, the proposal first: our own words or names, something new, or leaving the rows out."""
    if one.field in LISTED:
        options = {value: t(f"model.{one.field}.{value}") for value in words_of(one.field)}
    elif one.field == "theme":
        labels = next((held for ring, held in work.known.rings.items() if same(ring) == same(one.ring)), ())
        options = {label: label for label in labels} | {"": t("model.unexpected")}
    else:
        names = {
            "ring": tuple(work.known.rings),
            "organisation": work.known.organisations,
            "activity": work.known.activities,
        }[one.field]
        options = {name: name for name in names}
    first = one.proposal.meaning
    if first in options and not one.proposal.sure:
        options = {first: t("bring.proposed", name=options[first])} | options
        options[first] = t("bring.proposed", name=_bare(work, one, first))
    if one.may_be_new and one.text not in options:
        options[one.text] = t("bring.new", name=one.text)
    return options | {OUT: t("bring.out")}


def _bare(work: Work, one: Asked, meaning: str) -> str:
    if one.field in LISTED:
        return t(f"model.{one.field}.{meaning}")
    return meaning or t("model.unexpected")


def _on(work: Work) -> None:
    with st.container(horizontal=True):
        forward = st.button(t("bring.next"), type="primary", icon=":material/arrow_forward:", key="data_next")
        if st.button(t("bring.to_columns"), icon=":material/table_chart:", key="data_to_columns"):
            work.step = COLUMNS
            st.rerun()
    waits = len(waiting(work)) + len(open_of_file(work))
    if forward and waits:
        st.warning(tn("bring.values_open", waits), icon=":material/warning:")
    elif forward:
        work.step = PREVIEW
        st.rerun()
