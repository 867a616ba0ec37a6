"""The last step before anything changes: what becomes of every row, what would be new, and what to leave out."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from impact.errors import Invalid
from impact.importing.plan.import_plan import ImportPlan, choose_rings
from impact.importing.plan.parsed_sheet import format_remark
from impact.importing.plan.row_reader import RowReader
from impact.importing.plan.row_checks import ImportCheck, RowVerdict, read_fit_rows, settle_verdicts
from impact.model import OpenLevel, Who
from impact.observation.observation_rules import check_name
from impact.privacy.row_check import PrivacyReport
from impact.words.proposed_rings import list_proposed_rings
from pages.data import import_questions, import_outcomes, import_privacy, import_setup
from pages.data.import_file import NAME_KEY
from pages.data.remark_table import show_remarks, show_table_notes
from pages.data.import_setup import ImportSetup
from pages.ui.language import escape_markdown, format_day, get_language, t, tn, today
from pages.ui.figures import show_grid
from pages.ui.messages import describe_error

ALLOW_KEY, ALL_OR_NOTHING_KEY, SKIP_DUPLICATES_KEY, VERDICT_KEY = (
    "data_allow",
    "data_whole",
    "data_doubles",
    "data_verdict",
)
MAX_ROWS_SHOWN, MAX_NAME_LENGTH = 500, 120
ROW_HEADS = (
    "data.line", "bring.verdict", "common.field.what", "common.field.ring", "common.field.theme", "common.field.direction",
    "common.field.seen_on", "common.field.reason",
)  # fmt: skip


@dataclass(frozen=True)
class ImportDecision:
    """How a file is to be taken in: under which name apart, all or nothing, and without which rows (their places)."""

    import_check: ImportCheck
    import_plan: ImportPlan
    privacy_report: PrivacyReport
    is_separate: bool
    collaboration_name: str
    is_all_or_nothing: bool
    allows_new_themes: bool
    skipped_positions: frozenset[int]
    is_privacy_accepted: bool


def show_preview_step(setup: ImportSetup, who: Who) -> ImportDecision | None:
    """Show what would happen; None when no row can come in."""
    import_check = import_setup.get_import_check(setup)
    st.subheader(t("data.found_title", file=escape_markdown(setup.file_name)))
    st.write(tn("data.found", import_check.count))
    import_questions.show_day_readings(setup)
    show_table_notes(setup.table)
    _show_row_notes(import_check)
    if not import_check.count:
        return None
    collaboration_name = (
        st.text_input(t("data.apart_name"), max_chars=MAX_NAME_LENGTH, key=NAME_KEY) if setup.is_separate else ""
    )
    import_plan = import_setup.build_import_plan(setup, who, import_check)
    duplicate_positions = import_setup.find_duplicate_rows(setup, who, import_check)
    try:
        import_plan.check_limits()
    except Invalid as problem:
        st.error(f"{describe_error(problem)} {t('bring.values_crowded')}", icon=":material/error:")
        return None
    row_verdicts = settle_verdicts(import_check, import_plan, duplicate_positions)
    import_outcomes.show_outcomes(setup, import_check, row_verdicts)
    if OpenLevel.UNSETTLED in (
        setup.settled_matching.fixed.get("level"),
        *setup.settled_matching.values.get("level", {}).values(),
    ):
        st.info(t("bring.unsettled_text"), icon=":material/hourglass_empty:")
    _show_new_places(
        import_plan, choose_rings(import_check, list_proposed_rings(get_language())) if setup.is_separate else ()
    )
    _show_row_table(setup, import_check, row_verdicts)
    reader = RowReader(setup.observation_table, setup.settled_matching, today())
    privacy_report = import_privacy.find_personal_data(
        (setup.id, setup.settled_matching), read_fit_rows(setup.observation_table, reader, import_check, frozenset())
    )
    is_privacy_accepted = import_privacy.accept_personal_data(privacy_report, import_check.count)
    skips_duplicates = bool(duplicate_positions) and _ask_skip_duplicates(len(duplicate_positions))
    allows_new_themes = setup.is_separate or (
        bool(import_plan.themes) and st.checkbox(t("data.new_allow"), key=ALLOW_KEY)
    )
    is_all_or_nothing = st.checkbox(t("bring.whole"), key=ALL_OR_NOTHING_KEY)
    skipped_positions = duplicate_positions if skips_duplicates else frozenset[int]()
    return ImportDecision(
        import_check,
        import_plan,
        privacy_report,
        setup.is_separate,
        collaboration_name,
        is_all_or_nothing,
        allows_new_themes,
        skipped_positions,
        is_privacy_accepted,
    )


def check_decision(decision: ImportDecision) -> None:
    """Whether it can be taken in like this. Raises Invalid, before anything is begun."""
    if decision.is_all_or_nothing and decision.import_check.refused_row_count:
        raise Invalid(field="file", reason="refused_rows", count=decision.import_check.refused_row_count)
    if decision.import_plan.themes and not decision.allows_new_themes:
        raise Invalid(field="themes", reason="new_themes", count=len(decision.import_plan.themes))
    if decision.is_separate:
        check_name(decision.collaboration_name, MAX_NAME_LENGTH)
    if decision.import_check.count == len(decision.skipped_positions):
        raise Invalid(field="file", reason="only_doubles")
    decision.import_plan.check_limits()


def _show_row_notes(import_check: ImportCheck) -> None:
    if import_check.refused:
        st.warning(tn("data.rows_refused", import_check.refused_row_count), icon=":material/warning:")
        st.caption(t("bring.refused_text"))
        show_remarks(import_check.refused, "data_refused")
    if left_out_count := import_check.verdict_codes.count(RowVerdict.OUT):
        st.caption(tn("bring.rows_out", left_out_count))
    if import_check.notices:
        with st.expander(t("data.notices_title", count=len(import_check.notices)), key="data_notices"):
            show_remarks(import_check.notices, "data_notices_table")


def _ask_skip_duplicates(count: int) -> bool:
    st.session_state.setdefault(SKIP_DUPLICATES_KEY, True)
    st.info(tn("bring.doubles", count), icon=":material/content_copy:")
    return st.checkbox(t("bring.doubles_skip"), key=SKIP_DUPLICATES_KEY)


def _show_row_table(setup: ImportSetup, import_check: ImportCheck, row_verdicts: bytes) -> None:
    """Every row with its verdict, in a table; of one verdict when that is asked."""
    counts = {verdict: row_verdicts.count(verdict) for verdict in RowVerdict if row_verdicts.count(verdict)}
    labels = {
        verdict.value: t("bring.verdict_count", verdict=t(f"bring.verdict.{verdict.name.lower()}"), count=count)
        for verdict, count in counts.items()
    }
    with st.expander(t("bring.rows_title", count=len(row_verdicts)), key="data_rows"):
        chosen_verdict = st.pills(t("bring.rows_which"), list(labels), format_func=labels.__getitem__, key=VERDICT_KEY)
        chosen_direction = import_outcomes.choose_direction(import_check)
        positions = [
            position
            for position, verdict in enumerate(row_verdicts)
            if (chosen_verdict is None or verdict == chosen_verdict)
            and (
                chosen_direction is None
                or import_check.ring_directions[import_check.ring_direction_indexes[position]][1] == chosen_direction
            )
        ]
        reader = RowReader(setup.observation_table, setup.settled_matching, today())
        rows = [
            _build_row_cells(setup, reader, position, RowVerdict(row_verdicts[position]))
            for position in positions[:MAX_ROWS_SHOWN]
        ]
        show_grid([t(head) for head in ROW_HEADS], rows, t("bring.rows_alt"), "data_rows_table")
        if len(positions) > MAX_ROWS_SHOWN:
            st.caption(t("data.shown", count=MAX_ROWS_SHOWN))


def _build_row_cells(setup: ImportSetup, reader: RowReader, position: int, verdict: RowVerdict) -> tuple[object, ...]:
    """What stands in each of the columns of HEADS."""
    line, _ = setup.observation_table.rows[position]
    read = reader(setup.observation_table.rows[position])
    row = read.row
    header = setup.matching.columns.get("what", setup.table.headers[0])
    what = (
        row.observation.what
        if row
        else setup.observation_table.get_cell(setup.observation_table.rows[position], header)
    )
    place_cells = (row.ring, row.theme or t("model.unexpected")) if row else (read.ring, "")
    direction_word = t(f"model.direction.{read.direction.value}") if read.direction else ""
    reasons = " ".join(format_remark(get_language(), remark) for remark in (*read.refused, *read.notices))
    seen_on = format_day(row.observation.seen_on) if row else ""
    return line, t(f"bring.verdict.{verdict.name.lower()}"), what, *place_cells, direction_word, seen_on, reasons


def _show_new_places(import_plan: ImportPlan, first_rings: Sequence[str]) -> None:
    """What is not there yet; `begins_with` are the rings of a collaboration that is made for the file."""
    if not (
        first_rings or import_plan.rings or import_plan.themes or import_plan.organisations or import_plan.activities
    ):
        st.write(t("bring.new_none"))
        return
    st.markdown(f"**{t('data.new_title')}**")
    if first_rings:
        st.markdown(t("data.new_rings", rings=" · ".join(map(escape_markdown, first_rings))))
    for ring in dict.fromkeys([*import_plan.rings, *(ring for ring, _ in import_plan.themes)]):
        labels = [escape_markdown(label) for theme_ring, label in import_plan.themes if theme_ring == ring]
        if ring in import_plan.rings:
            st.markdown(t("data.new_ring", ring=escape_markdown(ring)))
        if labels:
            st.markdown(t("data.new_ring_themes", ring=escape_markdown(ring), themes=" · ".join(labels)))
    if import_plan.organisations or import_plan.activities:
        counts = {"common.count.organisations": len(import_plan.organisations), "common.count.activities": len(import_plan.activities)}
        st.write(t("data.new_rest", rest=", ".join(tn(key, count) for key, count in counts.items() if count)))
