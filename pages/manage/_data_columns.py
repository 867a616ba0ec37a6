"""The second step of bringing in: which column of the file holds what, and what is the same in every row."""

from collections import Counter
from dataclasses import replace
from datetime import date

import streamlit as st

from impact.exchange.columns import COLUMNS, REQUIRED, same
from impact.exchange.file_in import unread
from impact.exchange.headers import is_personal
from impact.exchange.matching import FIXABLE
from impact.exchange.table import Table
from impact.exchange.values import words_of
from impact.model import Who
from pages.manage._data_work import COLUMNS as COLUMNS_STEP
from pages.manage._data_work import VALUES, Work, next_step, word_of
from pages.ui.days import ask_day
from pages.ui.language import plain, t, today

ABSENT, FIXED = "\n", "\r"
SHOWN = 40


def step(work: Work, who: Who) -> None:
    """Show which column goes where, and let it be changed; on to the next step when nothing is missing."""
    st.subheader(t("bring.columns_title"))
    st.write(t("bring.columns_remembered" if work.remembered else "bring.columns_text"))
    columns: dict[str, str] = {}
    fixed: dict[str, str] = {}
    for name in REQUIRED:
        _field(work, name, columns, fixed)
    more = [name for name in COLUMNS if name not in REQUIRED]
    found = sum(name in work.matching.columns for name in more)
    with st.expander(t("bring.columns_more", count=found), key="data_columns_more"):
        for name in more:
            _field(work, name, columns, fixed)
    if columns != work.matching.columns:
        # What was chosen for the texts of one column says nothing about those of another.
        values = {
            name: held
            for name, held in work.matching.values.items()
            if columns.get(name) == work.matching.columns.get(name)
        }
        same_days = columns.get("seen_on") == work.matching.columns.get("seen_on")
        answers = work.matching.answers if same_days else {}
        work.matching = replace(work.matching, columns=columns, values=values, answers=answers)
    work.matching = replace(work.matching, fixed=fixed)
    _left_out(work.table, columns)
    _on(work, who)


def _field(work: Work, name: str, columns: dict[str, str], fixed: dict[str, str]) -> None:
    """One of our fields: the column it comes from, one value for all rows, or neither."""
    headers = list(work.table.headers)
    options = [ABSENT, *([FIXED] if name in FIXABLE else []), *headers]
    now = work.matching.columns.get(name, FIXED if name in work.matching.fixed else ABSENT)
    examples = work.examples
    look = name in work.unsure or name in work.matching.missing
    label = t(f"bring.field.{name}") + (f" · {t('bring.look')}" if look else "")
    chosen = st.selectbox(
        label,
        options,
        index=options.index(now) if now in options else 0,
        format_func=lambda option: _told(examples, name, option),
        key=f"data_column_{name}",
    )
    if chosen == FIXED:
        value = _one_value(work, name)
        if value is not None:
            fixed[name] = value
    elif chosen != ABSENT:
        columns[name] = chosen


def _told(examples: dict[str, str], name: str, option: str) -> str:
    if option == ABSENT:
        return t("bring.absent_needed" if name in REQUIRED else "bring.absent")
    if option == FIXED:
        return t("bring.fixed")
    example = examples[option][:SHOWN]
    told = t("bring.column", column=option, example=example) if example else option
    return t("bring.column_personal", column=told) if is_personal(option) else told


def _one_value(work: Work, name: str) -> str | None:
    """The value that every row gets, in our own spelling."""
    label, key, now = t("bring.fixed_value"), f"data_fixed_{name}", work.matching.fixed.get(name)
    if name == "seen_on":
        day = ask_day(st, label, date.fromisoformat(now) if now else None, key, max_value=today())
        return day.isoformat() if day else None
    if name in ("organisation", "activity"):
        return st.text_input(label, value=now or "", max_chars=120, key=key) or None
    options = _values(work, name)
    return st.selectbox(
        label,
        list(options),
        index=list(options).index(now) if now in options else None,
        format_func=lambda value: options[value],
        placeholder=t("bring.choose"),
        key=key,
    )


def _values(work: Work, name: str) -> dict[str, str]:
    if name == "ring":
        return {ring: ring for ring in work.known.rings}
    if name == "theme":
        ring = work.matching.fixed.get("ring", "")
        labels = next((held for known, held in work.known.rings.items() if same(known) == same(ring)), ())
        return {"": t("model.unexpected")} | {label: label for label in labels}
    return {value: word_of(name, value) for value in words_of(name)}


def _left_out(table: Table, columns: dict[str, str]) -> None:
    out = unread(table, columns)
    personal = [plain(name) for name in out if is_personal(name)]
    rest = [plain(name) for name in out if not is_personal(name)]
    if personal:
        st.caption(t("bring.columns_personal", columns=" · ".join(personal)))
    if rest:
        st.caption(t("bring.columns_out", columns=" · ".join(rest)))


def _on(work: Work, who: Who) -> None:
    missing = [t(f"bring.field.{name}") for name in work.matching.missing]
    twice = [header for header, times in Counter(work.matching.columns.values()).items() if times > 1]
    if not st.button(t("bring.next"), type="primary", icon=":material/arrow_forward:", key="data_next"):
        return
    if missing:
        st.warning(t("bring.columns_missing", columns=" · ".join(missing)), icon=":material/warning:")
    elif twice:
        st.warning(t("bring.columns_twice", column=plain(twice[0])), icon=":material/warning:")
    else:
        work.unsure = frozenset()
        work.step = next_step(work, who)
        st.rerun()


def back(work: Work) -> None:
    """Ways back to what was decided before."""
    with st.container(horizontal=True):
        for key, step_, icon in (("columns", COLUMNS_STEP, "table_chart"), ("values", VALUES, "translate")):
            if st.button(t(f"bring.to_{key}"), icon=f":material/{icon}:", key=f"data_to_{key}"):
                work.step = step_
                st.rerun()
