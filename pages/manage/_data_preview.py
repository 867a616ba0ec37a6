"""The last step before anything changes: what becomes of every row, what would be new, and what to leave out."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from impact.errors import Invalid
from impact.exchange.plan import Plan, rings_for
from impact.exchange.remarks import remark_in_words
from impact.exchange.rows_in import Reader
from impact.exchange.through import Through, Verdict, fit_rows, verdicts
from impact.model import OpenLevel, Who
from impact.observe import named
from impact.privacy.sheets import Looked
from pages.manage import _data_of_file, _data_outcomes, _data_privacy, _data_work
from pages.manage._data_file import NAME
from pages.manage._data_remarks import remarks, table_notes
from pages.manage._data_work import Work
from pages.ui.language import day, language, plain, t, tn, today
from pages.ui.show import show_grid
from pages.ui.tell import in_words

ALLOW, WHOLE, DOUBLES, VERDICT = "data_allow", "data_whole", "data_doubles", "data_verdict"
SHOWN, NAME_LIMIT = 500, 120
HEADS = (
    "data.line", "bring.verdict", "bring.field.what", "bring.field.ring", "bring.field.theme", "bring.field.direction",
    "bring.field.seen_on", "data.reason",
)  # fmt: skip


@dataclass(frozen=True)
class Decided:
    """How a file is to be taken in: under which name apart, all or nothing, and without which rows (their places)."""

    through: Through
    wanted: Plan
    looked: Looked
    apart: bool
    name: str
    whole: bool
    allow: bool
    leave: frozenset[int]
    stands: bool


def step(work: Work, who: Who) -> Decided | None:
    """Show what would happen; None when no row can come in."""
    found = _data_work.through(work)
    st.subheader(t("data.found_title", file=plain(work.name)))
    st.write(tn("data.found", found.count))
    _data_of_file.tell_days(work)
    table_notes(work.table)
    _notes(found)
    if not found.count:
        return None
    name = st.text_input(t("data.apart_name"), max_chars=NAME_LIMIT, key=NAME) if work.apart else ""
    wanted = _data_work.planned(work, who, found)
    there = _data_work.double(work, who, found)
    try:
        wanted.must_fit()
    except Invalid as problem:
        st.error(f"{in_words(problem)} {t('bring.values_crowded')}", icon=":material/error:")
        return None
    told = verdicts(found, wanted, there)
    _data_outcomes.show(work, found, told)
    if OpenLevel.UNSETTLED in (work.settled.fixed.get("level"), *work.settled.values.get("level", {}).values()):
        st.info(t("bring.unsettled_text"), icon=":material/hourglass_empty:")
    _new(wanted, rings_for(found, _data_work.proposed()) if work.apart else ())
    _rows(work, found, told)
    reader = Reader(work.rows, work.settled, today())
    looked = _data_privacy.looked((work.id, work.settled), fit_rows(work.rows, reader, found, frozenset()))
    stands = _data_privacy.decide(looked, found.count)
    skip = bool(there) and _doubles(len(there))
    allow = work.apart or (bool(wanted.themes) and st.checkbox(t("data.new_allow"), key=ALLOW))
    whole = st.checkbox(t("bring.whole"), key=WHOLE)
    leave = there if skip else frozenset[int]()
    return Decided(found, wanted, looked, work.apart, name, whole, allow, leave, stands)


def check(decided: Decided) -> None:
    """Whether it can be taken in like this. Raises Invalid, before anything is begun."""
    if decided.whole and decided.through.refused_rows:
        raise Invalid(field="file", reason="refused_rows", count=decided.through.refused_rows)
    if decided.wanted.themes and not decided.allow:
        raise Invalid(field="themes", reason="new_themes", count=len(decided.wanted.themes))
    if decided.apart:
        named(decided.name, NAME_LIMIT)
    if decided.through.count == len(decided.leave):
        raise Invalid(field="file", reason="only_doubles")
    decided.wanted.must_fit()


def _notes(found: Through) -> None:
    if found.refused:
        st.warning(tn("data.rows_refused", found.refused_rows), icon=":material/warning:")
        st.caption(t("bring.refused_text"))
        remarks(found.refused, "data_refused")
    if out := found.codes.count(Verdict.OUT):
        st.caption(tn("bring.rows_out", out))
    if found.notices:
        with st.expander(t("data.notices_title", count=len(found.notices)), key="data_notices"):
            remarks(found.notices, "data_notices_table")


def _doubles(count: int) -> bool:
    st.session_state.setdefault(DOUBLES, True)
    st.info(tn("bring.doubles", count), icon=":material/content_copy:")
    return st.checkbox(t("bring.doubles_skip"), key=DOUBLES)


def _rows(work: Work, found: Through, told: bytes) -> None:
    """Every row with its verdict, in a table; of one verdict when that is asked."""
    counts = {verdict: told.count(verdict) for verdict in Verdict if told.count(verdict)}
    labels = {
        verdict.value: t("bring.verdict_count", verdict=t(f"bring.verdict.{verdict.name.lower()}"), count=count)
        for verdict, count in counts.items()
    }
    with st.expander(t("bring.rows_title", count=len(told)), key="data_rows"):
        only = st.pills(t("bring.rows_which"), list(labels), format_func=labels.__getitem__, key=VERDICT)
        which = _data_outcomes.choose_direction(found)
        places = [
            at
            for at, verdict in enumerate(told)
            if (only is None or verdict == only) and (which is None or found.seen[found.seen_for[at]][1] == which)
        ]
        reader = Reader(work.rows, work.settled, today())
        rows = [_row(work, reader, at, Verdict(told[at])) for at in places[:SHOWN]]
        show_grid([t(head) for head in HEADS], rows, t("bring.rows_alt"), "data_rows_table")
        if len(places) > SHOWN:
            st.caption(t("data.shown", count=SHOWN))


def _row(work: Work, reader: Reader, at: int, verdict: Verdict) -> tuple[object, ...]:
    """What stands in each of the columns of HEADS."""
    line, _ = work.rows.rows[at]
    read = reader(work.rows.rows[at])
    row = read.row
    header = work.matching.columns.get("what", work.table.headers[0])
    what = row.said.what if row else work.rows.cell(work.rows.rows[at], header)
    place = (row.ring, row.theme or t("model.unexpected")) if row else (read.ring, "")
    way = t(f"model.direction.{read.direction.value}") if read.direction else ""
    reasons = " ".join(remark_in_words(language(), one) for one in (*read.refused, *read.notices))
    seen_on = day(row.said.seen_on) if row else ""
    return line, t(f"bring.verdict.{verdict.name.lower()}"), what, *place, way, seen_on, reasons


def _new(wanted: Plan, begins_with: Sequence[str]) -> None:
    """What is not there yet; `begins_with` are the rings of a collaboration that is made for the file."""
    if not (begins_with or wanted.rings or wanted.themes or wanted.organisations or wanted.activities):
        st.write(t("bring.new_none"))
        return
    st.markdown(f"**{t('data.new_title')}**")
    if begins_with:
        st.markdown(t("data.new_rings", rings=" · ".join(map(plain, begins_with))))
    for ring in dict.fromkeys([*wanted.rings, *(ring for ring, _ in wanted.themes)]):
        labels = [plain(label) for other, label in wanted.themes if other == ring]
        if ring in wanted.rings:
            st.markdown(t("data.new_ring", ring=plain(ring)))
        if labels:
            st.markdown(t("data.new_ring_themes", ring=plain(ring), themes=" · ".join(labels)))
    if wanted.organisations or wanted.activities:
        counts = {"data.organisations": len(wanted.organisations), "data.activities": len(wanted.activities)}
        st.write(t("data.new_rest", rest=", ".join(tn(key, count) for key, count in counts.items() if count)))
