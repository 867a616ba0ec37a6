"""What is asked once about a whole file, such as the order of its days, and what the file itself answers.

An answer is a plain text under the key of its question, so that a matching can remember it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from impact.importing.files.table import FileTable
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.incomplete_rows import (
    EMPTY_DAYS_KEY,
    FILL_DAYS,
    LEAVE_EMPTY,
    count_empty_days,
    find_unfinished_mark,
)
from impact.importing.plan.several_answers import SEVERAL_PREFIX, SplitChoice, find_several_answers
from impact.importing.values.date_spans import FIRST_DAY, LAST_DAY, parse_span, split_range
from impact.importing.values.dates import DAY_SIGNS, USUAL_DAY_ORDERS, DayOrder, DayRules, derive_day_orders
from impact.importing.values.long_text import LONG_TEXT_KEY, REFUSE_TEXTS, SPLIT_TEXTS, is_too_long
from impact.importing.values.time_zones import split_clock

# Keys and answers are stored with a matching, so these stay as they are.
# And the sign between the numbers of a day.
ORDER_KEY = "order:"
PERIOD_KEY, FAR_DAYS_KEY, UNFINISHED_KEY = "period", "far", "unfinished"
# Told by the file: its last day that lies far before all others.
FAR_UNTIL_KEY = "far_until"
KEEP_ROWS, LEAVE_ROWS_OUT = "keep", "out"
# Ten years between two days of one file are no coincidence.
MIN_FAR_GAP = timedelta(days=3653)
# Before this nobody used a survey tool; a file of old days only is asked nothing.
FIRST_SURVEY_DAY = date(2000, 1, 1)
# Days that stand for "no day": where programs begin to count, and what LimeSurvey writes for anonymous answers.
PLACEHOLDER_DAYS = frozenset({date(1970, 1, 1), date(1980, 1, 1)})
# Stands for the answer to a question that waits for one.
WAITING_FOR_ANSWER = ""
# What was chosen for these holds for the next file of the same shape.
REUSABLE_KEYS = (ORDER_KEY, SEVERAL_PREFIX, LONG_TEXT_KEY, EMPTY_DAYS_KEY, PERIOD_KEY, UNFINISHED_KEY)


@dataclass(frozen=True)
class FileQuestion:
    """One question about a whole file: the key of its answer, a text of the file, and the possible answers.

    `proposal` is the answer somebody only has to confirm, empty for none; `row_count` is in how many rows it matters.
    """

    key: str
    text: str
    answers: tuple[str, ...]
    proposal: str = ""
    row_count: int = 0

    @property
    def topic(self) -> str:
        """Return what it is about, as the name of a text of the screen."""
        return self.key.partition(":")[0]


@dataclass(frozen=True)
class FileAnswers:
    """What a file answers itself (`derived`), what somebody must say (`questions`), and texts to show with them."""

    derived: Mapping[str, str]
    questions: tuple[FileQuestion, ...]
    examples: Mapping[str, str]

    def merge_into(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Return these answers overruled by what the file shows, with WAITING_FOR_ANSWER where one is missing."""
        all_answers = {**answers, **self.derived}
        return {
            **all_answers,
            **{question.key: WAITING_FOR_ANSWER for question in self.list_open_questions(all_answers)},
        }

    def list_open_questions(self, answers: Mapping[str, str]) -> tuple[FileQuestion, ...]:
        """Return the questions that these answers leave open."""
        return tuple(question for question in self.questions if answers.get(question.key) not in question.answers)


def derive_file_answers(table: FileTable, columns: Mapping[str, str], known: KnownPlaces | None = None) -> FileAnswers:
    """Return what this file shows of its days and cells, and what must be asked.

    `columns` are headers by field, `known` the places of the collaboration that the file goes to.
    """
    cell_questions = (
        *_build_unfinished_question(table),
        *_build_several_questions(table, columns, known or KnownPlaces()),
        *_build_long_text_question(table, columns),
    )
    day_header = columns.get("seen_on")
    if day_header is None:
        return FileAnswers({}, cell_questions, {})
    texts = (part for text in set(table.list_column_texts(day_header)) for part in split_range(text) or (text,))
    orders = derive_day_orders(texts, is_spreadsheet=bool(table.sheet))
    derived: dict[str, str] = {f"{ORDER_KEY}{sign}": order for sign, order in orders.derived.items()}
    questions = [
        FileQuestion(f"{ORDER_KEY}{sign}", text, tuple(DayOrder)) for sign, text in sorted(orders.undecided.items())
    ]
    examples = {f"{ORDER_KEY}{sign}": text for sign, text in orders.examples.items()}
    if empty_day_count := count_empty_days(table, columns):
        questions.append(FileQuestion(EMPTY_DAYS_KEY, "", (FILL_DAYS, LEAVE_EMPTY), row_count=empty_day_count))
    days = _collect_days(
        table.list_column_texts(day_header),
        DayRules(dict.fromkeys(DAY_SIGNS, DayOrder.DAY_FIRST) | dict(orders.derived)),
    )
    # A day in a file of ours was right when it was kept, however far it lies.
    if far_days := [] if table.is_own_export else _find_far_days(days.row_counts):
        derived[FAR_UNTIL_KEY] = max(far_days).isoformat()
        row_count = sum(days.row_counts[day] for day in far_days)
        questions.append(
            FileQuestion(
                FAR_DAYS_KEY, days.example_by_day[min(far_days)], (LEAVE_ROWS_OUT, KEEP_ROWS), row_count=row_count
            )
        )
    if days.span_row_counts:
        text, row_count = next(iter(days.span_row_counts)), sum(days.span_row_counts.values())
        questions.append(FileQuestion(PERIOD_KEY, text, (LAST_DAY, FIRST_DAY, LEAVE_ROWS_OUT), LAST_DAY, row_count))
    return FileAnswers(derived, (*questions, *cell_questions), examples)


@dataclass
class _DaysOfColumn:
    """The days of a column with their number of rows and an example, and its texts that name stretches of time."""

    row_counts: Counter[date]
    example_by_day: dict[date, str]
    span_row_counts: Counter[str]


def _collect_days(texts: Iterable[str], rules: DayRules) -> _DaysOfColumn:
    """Return every day among these texts without its time, which is enough to see which lie far from others."""
    days = _DaysOfColumn(Counter(), {}, Counter())
    part_counts: Counter[str] = Counter()
    for text, row_count in Counter(texts).items():
        with suppress(ValueError):
            part_counts[split_clock(text.strip())[0]] += row_count
    for text, row_count in part_counts.items():
        try:
            day, _ = rules.read_day(text)
        except ValueError:
            if parse_span(text, rules):
                days.span_row_counts[text] += row_count
        else:
            days.row_counts[day] += row_count
            days.example_by_day.setdefault(day, text)
    return days


def _find_far_days(days: Collection[date]) -> list[date]:
    """Return the days that stand for no day, lie far before all others, or before survey tools while others do not."""
    sorted_days = sorted(days)
    far_count = 0
    for position, day in enumerate(sorted_days, 1):
        later = sorted_days[position] if position < len(sorted_days) else None
        if day in PLACEHOLDER_DAYS or (later and (later - day > MIN_FAR_GAP or (day < FIRST_SURVEY_DAY <= later))):
            far_count = position
    return sorted_days[:far_count]


def _build_unfinished_question(table: FileTable) -> list[FileQuestion]:
    unfinished_mark = find_unfinished_mark(table)
    if unfinished_mark is None:
        return []
    return [
        FileQuestion(
            UNFINISHED_KEY,
            unfinished_mark.header,
            (LEAVE_ROWS_OUT, KEEP_ROWS),
            LEAVE_ROWS_OUT,
            sum(map(unfinished_mark.is_unfinished, table.rows)),
        )
    ]


def _build_several_questions(table: FileTable, columns: Mapping[str, str], known: KnownPlaces) -> list[FileQuestion]:
    return [
        FileQuestion(
            f"{SEVERAL_PREFIX}{field}",
            next(iter(several.parts_by_text)),
            tuple(SplitChoice),
            SplitChoice.EACH if several.is_clear else "",
            several.row_count,
        )
        for field, several in find_several_answers(table, columns, known).items()
    ]


def _build_long_text_question(table: FileTable, columns: Mapping[str, str]) -> list[FileQuestion]:
    texts = (
        [text for text in table.list_column_texts(columns["what"]) if is_too_long(text)] if "what" in columns else []
    )
    return (
        [FileQuestion(LONG_TEXT_KEY, texts[0], (SPLIT_TEXTS, REFUSE_TEXTS), SPLIT_TEXTS, len(texts))] if texts else []
    )


def add_proposed_answers(file_answers: FileAnswers, answers: Mapping[str, str]) -> dict[str, str]:
    """Return these answers, with what is proposed for the questions that have none."""
    open_questions = file_answers.list_open_questions(answers)
    return {**answers, **{question.key: question.proposal for question in open_questions if question.proposal}}


def get_day_orders(answers: Mapping[str, str]) -> dict[str, DayOrder | None]:
    """Return the order of days by sign, as these answers have it; None for a question without an answer."""
    answer_by_sign = {
        sign: answers[f"{ORDER_KEY}{sign}"] for sign in USUAL_DAY_ORDERS if f"{ORDER_KEY}{sign}" in answers
    }
    return {sign: DayOrder(answer) if answer in list(DayOrder) else None for sign, answer in answer_by_sign.items()}


def select_reusable_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that hold for the next file of the same shape too."""
    return {key: answer for key, answer in answers.items() if key.startswith(REUSABLE_KEYS)}
