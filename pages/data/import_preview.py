"""The last step before anything changes: what becomes of every row, what would be new, and personal data in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from impact.errors import Invalid
from impact.importing.plan.import_plan import ImportPlan, choose_rings
from impact.importing.plan.outcomes import ImportOutcome, count_outcomes, list_lost_directions
from impact.importing.plan.parsed_sheet import SheetRow, format_remark
from impact.importing.plan.row_checks import ImportCheck, RowVerdict, read_fit_rows, settle_verdicts
from impact.importing.plan.row_reader import RowReader
from impact.model import Direction, OpenLevel, Who
from impact.observation.observation_rules import check_name
from impact.privacy.row_check import PrivacyReport, check_rows_for_privacy
from impact.words.proposed_rings import list_proposed_rings
from pages.data import import_questions, import_setup
from pages.data.import_file import NAME_KEY
from pages.data.import_setup import ImportSetup
from pages.data.remark_table import show_remarks, show_table_notes
from pages.ui.figures import show_grid, show_table
from pages.ui.language import escape_markdown, format_day, get_language, num, t, tn, today
from pages.ui.messages import describe_error

ALLOW_KEY, ALL_OR_NOTHING_KEY, SKIP_DUPLICATES_KEY = "data_allow", "data_whole", "data_doubles"
VERDICT_KEY, DIRECTION_KEY = "data_verdict", "data_verdict_direction"
FINDINGS_KEY, ACCEPTED_KEY = "data_looked", "data_privacy_keep"
MAX_NAME_LENGTH = 120
# The browser gets every row that is shown.
MAX_ROWS_SHOWN = MAX_MARKS_SHOWN = 500
# More rings with directions than a reader can take in at once.
MAX_OUTCOME_LINES = 60
OUTCOME_HEADS = (
    "common.field.ring",
    "common.field.direction",
    "bring.verdict.in",
    "bring.stays_out",
    "common.field.reason",
)
ROW_HEADS = (
    "data.line", "bring.verdict", "common.field.what", "common.field.ring", "common.field.theme",
    "common.field.direction", "common.field.seen_on", "common.field.reason",
)  # fmt: skip


@dataclass(frozen=True)
class ImportDecision:
    """How a file is to be imported: the check and plan it rests on, and what was chosen in the preview.

    `is_separate`: into a new collaboration, called `collaboration_name`. `skipped_positions` are the places of the
    rows to leave out, counted from 0. `is_privacy_accepted`: no personal data was found, or it may stay.
    """

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
    """Show what the import would do; None when no row can be imported."""
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
    _show_outcomes(setup, import_check, row_verdicts)
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
    privacy_report = _find_personal_data(
        (setup.id, setup.settled_matching), read_fit_rows(setup.observation_table, reader, import_check, frozenset())
    )
    is_privacy_accepted = _accept_personal_data(privacy_report, import_check.count)
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
    """Raise Invalid when the file cannot be imported like this; nothing is written yet."""
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


def _show_outcomes(setup: ImportSetup, import_check: ImportCheck, verdicts: bytes) -> None:
    """Show how many rows come in and stay out by ring and direction, and warn of a direction that is lost altogether.

    Without that warning a file could lose all its negative observations, and nobody would notice.
    """
    outcomes = count_outcomes(setup.observation_table, import_check, verdicts, get_language())
    for direction, rows in list_lost_directions(outcomes):
        direction_word = t(f"model.direction.{direction.value}")
        st.warning(tn("bring.direction_lost", rows, direction=direction_word), icon=":material/balance:")
    show_table(
        [t(head) for head in OUTCOME_HEADS],
        [_format_outcome_line(outcome) for outcome in outcomes[:MAX_OUTCOME_LINES]],
        t("bring.outcomes_alt"),
    )
    if len(outcomes) > MAX_OUTCOME_LINES:
        st.caption(t("data.shown", count=MAX_OUTCOME_LINES))


def _choose_direction(import_check: ImportCheck) -> Direction | None:
    """Ask for a direction to show the rows of; None for all."""
    directions = [
        direction for direction in Direction if any(seen == direction for _, seen in import_check.ring_directions)
    ]
    labels = {direction: t(f"model.direction.{direction.value}") for direction in directions}
    return st.pills(t("bring.rows_direction"), directions, format_func=labels.__getitem__, key=DIRECTION_KEY)


def _format_outcome_line(outcome: ImportOutcome) -> list[str]:
    """Return the cells of one line, in the order of OUTCOME_HEADS."""
    direction_word = t(f"model.direction.{outcome.direction.value}") if outcome.direction else t("bring.unread")
    numbers = [num(outcome.coming_in_count, 0), num(outcome.staying_out_count, 0)]
    return [outcome.ring or t("bring.unread"), direction_word, *numbers, " · ".join(_list_outcome_reasons(outcome))]


def _list_outcome_reasons(outcome: ImportOutcome) -> list[str]:
    """Return why rows stay out, each with how many: left out, here already, or refused for these columns."""
    reasons = []
    for verdict in (RowVerdict.OUT, RowVerdict.DOUBLE, RowVerdict.REFUSED):
        if count := outcome.staying_out.get(verdict, 0):
            label = t("bring.verdict_count", verdict=t(f"bring.verdict.{verdict.name.lower()}"), count=num(count, 0))
            wrong_columns = ", ".join(outcome.wrong_columns) if verdict is RowVerdict.REFUSED else ""
            reasons.append(f"{label}: {wrong_columns}" if wrong_columns else label)
    return reasons


def _ask_skip_duplicates(count: int) -> bool:
    st.session_state.setdefault(SKIP_DUPLICATES_KEY, True)
    st.info(tn("bring.doubles", count), icon=":material/content_copy:")
    return st.checkbox(t("bring.doubles_skip"), key=SKIP_DUPLICATES_KEY)


def _show_row_table(setup: ImportSetup, import_check: ImportCheck, row_verdicts: bytes) -> None:
    """Show every row with its verdict in a table, or only those of a chosen verdict and direction."""
    counts = {verdict: row_verdicts.count(verdict) for verdict in RowVerdict if row_verdicts.count(verdict)}
    labels = {
        verdict.value: t("bring.verdict_count", verdict=t(f"bring.verdict.{verdict.name.lower()}"), count=count)
        for verdict, count in counts.items()
    }
    with st.expander(t("bring.rows_title", count=len(row_verdicts)), key="data_rows"):
        chosen_verdict = st.pills(t("bring.rows_which"), list(labels), format_func=labels.__getitem__, key=VERDICT_KEY)
        chosen_direction = _choose_direction(import_check)
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
    """Return the cells of one row, in the order of ROW_HEADS."""
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
    """Show which rings, desired impacts, organisations and activities would be new.

    `first_rings` are the rings of a new collaboration, empty for an existing one.
    """
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
        counts = {
            "common.count.organisations": len(import_plan.organisations),
            "common.count.activities": len(import_plan.activities),
        }
        st.write(t("data.new_rest", rest=", ".join(tn(key, count) for key, count in counts.items() if count)))


def _find_personal_data(key: object, rows: Iterable[SheetRow]) -> PrivacyReport:
    """Return what may point to a person in these rows, searched once per key: a file and how it is matched."""
    cached_findings = st.session_state.get(FINDINGS_KEY)
    if cached_findings is None or cached_findings[0] != key:
        with st.spinner(t("privacy.file_looking")):
            cached_findings = (key, check_rows_for_privacy(rows))
        st.session_state[FINDINGS_KEY] = cached_findings
        st.session_state[ACCEPTED_KEY] = False  # the decision was about other findings
    findings: PrivacyReport = cached_findings[1]
    return findings


def _accept_personal_data(findings: PrivacyReport, row_count: int) -> bool:
    """Show what may point to a person; True when there is nothing, or when it may be imported all the same."""
    if findings.row_count < row_count:
        st.caption(t("privacy.file_part", rows=num(findings.row_count, 0)))
    if not findings.marks:
        return True
    with st.container(border=True, key="data_privacy"):
        st.markdown(f":material/shield: **{t('privacy.title')}**")
        st.markdown(tn("privacy.file_lines", len(findings.line_numbers)))
        heads = [t("data.line"), t("privacy.file_piece"), t("common.field.reason")]
        rows = [
            (mark.line_number, mark.text, t(f"privacy.reason.{mark.reason}"))
            for mark in findings.marks[:MAX_MARKS_SHOWN]
        ]
        show_grid(heads, rows, t("privacy.file_alt"), "data_privacy_marks")
        if len(findings.marks) > MAX_MARKS_SHOWN:
            st.caption(t("data.shown", count=MAX_MARKS_SHOWN))
        st.caption(t("privacy.file_text"))
        return st.checkbox(t("privacy.file_keep"), key=ACCEPTED_KEY)
