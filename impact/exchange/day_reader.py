"""The day in a cell, by what the file tells of its days and by what was answered about all of them."""

from collections.abc import Mapping
from datetime import date

from impact.exchange import cells
from impact.exchange.dates import DayRules, Unclear
from impact.exchange.file_questions import FAR, FAR_UNTIL, KEEP, OUT, PERIOD, orders_in
from impact.exchange.headers import worded
from impact.exchange.spans import FIRST, LAST, read_span
from impact.exchange.table import Table
from impact.exchange.zones import zone_of_header
from impact.model import Precision


class DayReader:
    """Reads the days of the column with this header, seen from `today`, for a reader in this zone."""

    def __init__(self, table: Table, header: str, answers: Mapping[str, str], today: date, reader_zone: str) -> None:
        zone = table.zones.get(header, "") or zone_of_header(header, worded(header))
        self.rules = DayRules(orders_in(answers), zone, reader_zone)
        self.period, self.far = answers.get(PERIOD), answers.get(FAR)
        self.far_until = date.fromisoformat(answers[FAR_UNTIL]) if FAR_UNTIL in answers else date.min
        self.today = today

    def read(self, text: str) -> tuple[date, Precision] | None:
        """The day of this text, or None when its row is left out, as was chosen.

        Raises Unfit (empty, not_a_date, unclear_date, whole_period, far_day).
        """
        if not text.strip():
            raise cells.Unfit(field="seen_on", reason="empty")
        try:
            found = self.rules.read(text)
        except Unclear as error:
            raise cells.Unfit(field="seen_on", reason="unclear_date") from error
        except ValueError as error:
            return self._end_of_span(text, error)
        if found[0] > self.far_until or self.far == KEEP:
            return found
        if self.far == OUT:
            return None
        raise cells.Unfit(field="seen_on", reason="far_day")

    def _end_of_span(self, text: str, error: ValueError) -> tuple[date, Precision] | None:
        try:
            span = read_span(text, self.rules)
        except Unclear as unclear:
            raise cells.Unfit(field="seen_on", reason="unclear_date") from unclear
        if span is None:
            raise cells.Unfit(field="seen_on", reason="not_a_date") from error
        if self.period == OUT:
            return None
        if self.period not in (FIRST, LAST):
            raise cells.Unfit(field="seen_on", reason="whole_period") from error
        return span.day(self.period, self.today)
