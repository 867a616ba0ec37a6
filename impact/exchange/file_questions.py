"""What is asked once about a whole file: the order of its days, and more of that kind; and what the file itself tells.

An answer is a plain text under the key of its question, so that a matching can remember it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from impact.exchange.dates import SIGNS, USUAL_ORDERS, DayRules, Order, orders_of
from impact.exchange.empty_days import ABOVE, FILL, LEAVE, count_empty_days
from impact.exchange.long_text import LONG, REFUSE, SPLIT, is_long
from impact.exchange.plan import Known
from impact.exchange.several import SEVERAL, Choice, find_several
from impact.exchange.spans import FIRST, LAST, ends_of_range, read_span
from impact.exchange.table import Table
from impact.exchange.unfinished import find_mark
from impact.exchange.zones import split_clock

ORDER = "order:"  # and the sign between the numbers of a day
PERIOD, FAR, UNFINISHED = "period", "far", "unfinished"
FAR_UNTIL = "far_until"  # told by the file: its last day that lies far before all others
KEEP, OUT = "keep", "out"
FAR_APART = timedelta(days=3653)  # ten years between two days of one file are no coincidence
EARLY = date(2000, 1, 1)  # before this nobody used a survey tool; a file of old days only is asked nothing
# Days that stand for "no day": where programs begin to count, and what LimeSurvey writes for anonymous answers.
ZERO_DAYS = frozenset({date(1970, 1, 1), date(1980, 1, 1)})
OPEN = ""  # stands for the answer to a question that waits for one
KEPT_KINDS = (
    ORDER,
    SEVERAL,
    LONG,
    ABOVE,
    PERIOD,
    UNFINISHED,
)  # what was chosen for these holds for the next file of the same shape


@dataclass(frozen=True)
class FileQuestion:
    """One question about a whole file: under which key its answer is kept, a text of the file, and the answers.

    `proposal` is the answer somebody only has to confirm, empty for none; `rows` in how many rows it matters.
    """

    key: str
    text: str
    answers: tuple[str, ...]
    proposal: str = ""
    rows: int = 0

    @property
    def kind(self) -> str:
        """What it is about, as the name of a text of the screen."""
        return self.key.partition(":")[0]


@dataclass(frozen=True)
class FileAnswers:
    """`derived` are the answers the file gives itself; `asked` is what somebody must say."""

    derived: Mapping[str, str]
    asked: tuple[FileQuestion, ...]
    examples: Mapping[str, str]

    def add_to(self, answers: Mapping[str, str]) -> dict[str, str]:
        """These answers with what the file tells above them, and `OPEN` for each question that has none."""
        together = {**answers, **self.derived}
        return {**together, **{question.key: OPEN for question in self.open_questions(together)}}

    def open_questions(self, answers: Mapping[str, str]) -> tuple[FileQuestion, ...]:
        """The questions without an answer among these."""
        return tuple(question for question in self.asked if answers.get(question.key) not in question.answers)


def answer_of_file(table: Table, columns: Mapping[str, str], known: Known | None = None) -> FileAnswers:
    """What this file tells of its days, and what must be asked. `columns` are headers by field.

    `known` are the places there are where it goes.
    """
    about_cells = (*_unfinished(table), *_several(table, columns, known or Known()), *_long(table, columns))
    header = columns.get("seen_on")
    if header is None:
        return FileAnswers({}, about_cells, {})
    texts = (part for text in set(table.column(header)) for part in ends_of_range(text) or (text,))
    orders = orders_of(texts, spreadsheet=bool(table.sheet))
    derived: dict[str, str] = {f"{ORDER}{sign}": order for sign, order in orders.derived.items()}
    asked = [FileQuestion(f"{ORDER}{sign}", text, tuple(Order)) for sign, text in sorted(orders.open.items())]
    examples = {f"{ORDER}{sign}": text for sign, text in orders.examples.items()}
    if empty := count_empty_days(table, columns):
        asked.append(FileQuestion(ABOVE, "", (FILL, LEAVE), rows=empty))
    days = _days_of(table.column(header), DayRules(dict.fromkeys(SIGNS, Order.DAY_FIRST) | dict(orders.derived)))
    # A day in a file of ours was right when it was kept, however far it lies.
    if far := [] if table.own else _far_days(days.rows):
        derived[FAR_UNTIL] = max(far).isoformat()
        rows = sum(days.rows[day] for day in far)
        asked.append(FileQuestion(FAR, days.examples[min(far)], (OUT, KEEP), rows=rows))
    if days.spans:
        text, rows = next(iter(days.spans)), sum(days.spans.values())
        asked.append(FileQuestion(PERIOD, text, (LAST, FIRST, OUT), LAST, rows))
    return FileAnswers(derived, (*asked, *about_cells), examples)


@dataclass
class _Days:
    """The days of a column with the number of their rows and a text of each, and the texts of stretches of time."""

    rows: Counter[date]
    examples: dict[date, str]
    spans: Counter[str]


def _days_of(texts: Iterable[str], rules: DayRules) -> _Days:
    """Every day among these texts without its time, which is enough to see which lie far from others."""
    found = _Days(Counter(), {}, Counter())
    parts: Counter[str] = Counter()
    for text, rows in Counter(texts).items():
        with suppress(ValueError):
            parts[split_clock(text.strip())[0]] += rows
    for text, rows in parts.items():
        try:
            day, _ = rules.read(text)
        except ValueError:
            if read_span(text, rules):
                found.spans[text] += rows
        else:
            found.rows[day] += rows
            found.examples.setdefault(day, text)
    return found


def _far_days(days: Collection[date]) -> list[date]:
    """The days that stand for no day, lie far before all others, or before any survey tool while others do not."""
    ordered = sorted(days)
    far = 0
    for at, day in enumerate(ordered, 1):
        later = ordered[at] if at < len(ordered) else None
        if day in ZERO_DAYS or (later and (later - day > FAR_APART or (day < EARLY <= later))):
            far = at
    return ordered[:far]


def _unfinished(table: Table) -> list[FileQuestion]:
    mark = find_mark(table)
    if mark is None:
        return []
    return [FileQuestion(UNFINISHED, mark.header, (OUT, KEEP), OUT, sum(map(mark.is_on, table.rows)))]


def _several(table: Table, columns: Mapping[str, str], known: Known) -> list[FileQuestion]:
    return [
        FileQuestion(
            f"{SEVERAL}{field}",
            next(iter(several.parts)),
            tuple(Choice),
            Choice.EACH if several.clear else "",
            several.rows,
        )
        for field, several in find_several(table, columns, known).items()
    ]


def _long(table: Table, columns: Mapping[str, str]) -> list[FileQuestion]:
    texts = [text for text in table.column(columns["what"]) if is_long(text)] if "what" in columns else []
    return [FileQuestion(LONG, texts[0], (SPLIT, REFUSE), SPLIT, len(texts))] if texts else []


def with_proposals(found: FileAnswers, answers: Mapping[str, str]) -> dict[str, str]:
    """These answers, with what is proposed for the questions that have none."""
    open_ = found.open_questions(answers)
    return {**answers, **{question.key: question.proposal for question in open_ if question.proposal}}


def orders_in(answers: Mapping[str, str]) -> dict[str, Order | None]:
    """The order of days by sign, as these answers have it; None for a question without an answer."""
    told = {sign: answers[f"{ORDER}{sign}"] for sign in USUAL_ORDERS if f"{ORDER}{sign}" in answers}
    return {sign: Order(answer) if answer in list(Order) else None for sign, answer in told.items()}


def kept_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that hold for the next file of the same shape too."""
    return {key: answer for key, answer in answers.items() if key.startswith(KEPT_KINDS)}
