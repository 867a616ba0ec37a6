"""The day in a cell, by what the file shows of its days and by what was answered about all of them."""

from collections.abc import Mapping
from datetime import date

from impact.importing.files.table import FileTable
from impact.importing.headers.known_headers import normalise_header
from impact.importing.plan.file_questions import (
    FAR_DAYS_KEY,
    FAR_UNTIL_KEY,
    KEEP_ROWS,
    LEAVE_ROWS_OUT,
    PERIOD_KEY,
    get_day_orders,
)
from impact.importing.values import cells
from impact.importing.values.date_spans import FIRST_DAY, LAST_DAY, parse_span
from impact.importing.values.dates import AmbiguousDay, DayRules
from impact.importing.values.time_zones import find_header_zone
from impact.model import Precision


class DayReader:
    """Reads the days of the column with this header, seen from `today`, for a reader in this zone."""

    def __init__(
        self, table: FileTable, header: str, answers: Mapping[str, str], today: date, reader_zone: str
    ) -> None:
        zone = table.zones.get(header, "") or find_header_zone(header, normalise_header(header))
        self.rules = DayRules(get_day_orders(answers), zone, reader_zone)
        self.period_answer, self.far_answer = answers.get(PERIOD_KEY), answers.get(FAR_DAYS_KEY)
        self.far_until = date.fromisoformat(answers[FAR_UNTIL_KEY]) if FAR_UNTIL_KEY in answers else date.min
        self.today = today

    def read_day(self, text: str) -> tuple[date, Precision] | None:
        """Return the day of this text, or None when its row is left out, as was chosen.

        Raise InvalidCell (empty, not_a_date, unclear_date, whole_period, far_day).
        """
        if not text.strip():
            raise cells.InvalidCell(field="seen_on", reason="empty")
        try:
            day_and_precision = self.rules.read_day(text)
        except AmbiguousDay as error:
            raise cells.InvalidCell(field="seen_on", reason="unclear_date") from error
        except ValueError as error:
            return self._read_end_of_span(text, error)
        if day_and_precision[0] > self.far_until or self.far_answer == KEEP_ROWS:
            return day_and_precision
        if self.far_answer == LEAVE_ROWS_OUT:
            return None
        raise cells.InvalidCell(field="seen_on", reason="far_day")

    def _read_end_of_span(self, text: str, error: ValueError) -> tuple[date, Precision] | None:
        try:
            span = parse_span(text, self.rules)
        except AmbiguousDay as ambiguity:
            raise cells.InvalidCell(field="seen_on", reason="unclear_date") from ambiguity
        if span is None:
            raise cells.InvalidCell(field="seen_on", reason="not_a_date") from error
        if self.period_answer == LEAVE_ROWS_OUT:
            return None
        if self.period_answer not in (FIRST_DAY, LAST_DAY):
            raise cells.InvalidCell(field="seen_on", reason="whole_period") from error
        return span.choose_day(self.period_answer, self.today)
