"""The third step of bringing in: what the words in the file stand for; what is not sure waits for somebody to look."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from impact.exchange.ask import Asked, confirm_proposals, open_questions
from impact.exchange.columns import same
from impact.exchange.file_questions import with_proposals
from impact.exchange.scales import OURS
from impact.exchange.values import LISTED, words_of
from impact.model import Who
from pages.manage import _data_of_file
from pages.manage._data_work import COLUMNS, PREVIEW, Work, about_file, has_room, questions, waiting, word_of
from pages.ui.language import plain, t, tn
from pages.ui.tell import in_words

OUT = "\n"
MOST = 60
AREAS = ("ring", "theme", "organisation", "activity", *LISTED)


def step(work: Work, who: Who) -> None:
    """Ask what is not sure, show what is; on to the preview when all of it was looked at."""
    st.subheader(t("bring.values_title"))
    found = questions(work)
    shown = _shown(work, found)
    st.write(t("bring.values_text" if shown else "bring.values_sure"))
    if len(waiting(work)) > MOST:
        st.warning(t("bring.values_many", count=MOST), icon=":material/warning:")
    if work.crowded:
        st.error(f"{in_words(work.crowded)} {t('bring.values_crowded')}", icon=":material/error:")
    for area in AREAS:
        _area(work, [one for one in shown if one.field == area])
    _data_of_file.ask(work)
    known = [one for one in found if one.proposal.sure and one not in shown]
    if known:
        with st.expander(tn("bring.values_known", len(known)), key="data_values_known"):
            _grid(work, known[:MOST])
            if len(known) > MOST:
                st.caption(t("data.shown", count=MOST))
    _on(work, who, shown)


def _shown(work: Work, found: Sequence[Asked]) -> list[Asked]:
    """What is asked: what is not sure, and every ring or desired impact as long as there is no room for them."""
    about = work.crowded.facts["field"] if work.crowded else ""
    crowded = {"rings": ("ring",), "themes": ("ring", "theme")}.get(str(about), ())
    asking = [one for one in found if not one.proposal.sure or one.field in crowded]
    # What somebody has to choose stands before what only has to be confirmed.
    asking.sort(key=lambda one: not one.proposal.unknown)
    return [one for area in AREAS for one in [one for one in asking if one.field == area][:MOST]]


def _area(work: Work, asking: Sequence[Asked]) -> None:
    """The questions of one field together; what is proposed stands ready, to be confirmed with all the rest."""
    if asking:
        field = asking[0].field
        st.markdown(f"**{t(f'bring.field.{field}')}**")
        if field in OURS:
            ours = " · ".join(
                f"{value} {t(f'model.{field}.{value}')}" for value in range(OURS[field][0], OURS[field][1] + 1)
            )
            st.caption(t("bring.scale", scale=ours))
        _grid(work, asking)


def _grid(work: Work, asking: Sequence[Asked]) -> None:
    """Two questions beside each other, and below each other where there is no room."""
    for at in range(0, len(asking), 2):
        for column, one in zip(st.columns(2), asking[at : at + 2], strict=False):
            with column:
                _ask(work, one)


def _ask(work: Work, one: Asked) -> None:
    """One text of the file, and the select in which somebody says what it stands for."""
    options = _options(work, one)
    held = work.matching.values.get(one.field, {})
    unknown = OUT + OUT if one.proposal.unknown else one.proposal.meaning
    now = held.get(one.key, unknown)
    now = OUT if now is None else now
    text = plain(one.text) if one.text else t("bring.empty")
    told = t("bring.value_in_ring", text=text, ring=plain(one.ring)) if one.ring else text
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
        if one.field in ("ring", "direction"):
            st.rerun()  # the wishes to choose from follow the ring, and what needs a level the direction


def _options(work: Work, one: Asked) -> dict[str, str]:
    """What may be chosen, the proposal first: our own words or names, something new, or leaving the rows out."""
    if one.field in LISTED:
        options = {value: word_of(one.field, value) for value in words_of(one.field)}
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
        if one.proposal.meaning == "":
            options[""] = t("bring.none")
    first = one.proposal.meaning
    if first in options and not one.proposal.sure:
        options = {first: t("bring.proposed", name=options[first])} | options
        options[first] = t("bring.proposed", name=_bare(work, one, first))
    if one.may_be_new and one.text not in options:
        options[one.text] = t("bring.new", name=one.text)
    return options | {OUT: t("bring.out")}


def _bare(work: Work, one: Asked, meaning: str) -> str:
    if one.field in LISTED:
        return word_of(one.field, meaning)
    return meaning or t("model.unexpected")


def _on(work: Work, who: Who, shown: Sequence[Asked]) -> None:
    with st.container(horizontal=True):
        forward = st.button(t("bring.next"), type="primary", icon=":material/arrow_forward:", key="data_next")
        if st.button(t("bring.to_columns"), icon=":material/table_chart:", key="data_to_columns"):
            work.step = COLUMNS
            st.rerun()
    if not forward:
        return
    # What was shown with a proposal is confirmed by going on; what was not shown still waits.
    confirmed = confirm_proposals(shown, work.matching)
    about = about_file(work)
    confirmed = replace(confirmed, answers=with_proposals(about, confirmed.answers))
    waits = len(open_questions(questions(work), confirmed)) + len(about.open_questions(confirmed.answers))
    if waits:
        st.warning(tn("bring.values_open", waits), icon=":material/warning:")
        return
    work.matching = confirmed
    if not waiting(work) and has_room(work, who):
        work.step = PREVIEW
    st.rerun()
