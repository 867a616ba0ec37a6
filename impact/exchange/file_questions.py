"""What is asked once about a whole file: the order of its days, and more of that kind; and what the file itself tells.

An answer is a plain text under the key of its question, so that a matching can remember it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from impact.exchange.dates import USUAL_ORDERS, Order, orders_of
from impact.exchange.long_text import LONG, REFUSE, SPLIT, is_long
from impact.exchange.plan import Known
from impact.exchange.several import SEVERAL, Choice, find_several
from impact.exchange.table import Table

ORDER = "order:"  # and the sign between the numbers of a day
OPEN = ""  # stands for the answer to a question that waits for one
KEPT_KINDS = (ORDER, SEVERAL, LONG)  # what was chosen for these holds for the next file of the same shape


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
    about_cells = (*_several(table, columns, known or Known()), *_long(table, columns))
    header = columns.get("seen_on")
    if header is None:
        return FileAnswers({}, about_cells, {})
    orders = orders_of(table.column(header), spreadsheet=bool(table.sheet))
    derived: dict[str, str] = {f"{ORDER}{sign}": order for sign, order in orders.derived.items()}
    asked = [FileQuestion(f"{ORDER}{sign}", text, tuple(Order)) for sign, text in sorted(orders.open.items())]
    examples = {f"{ORDER}{sign}": text for sign, text in orders.examples.items()}
    return FileAnswers(derived, (*asked, *about_cells), examples)


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
