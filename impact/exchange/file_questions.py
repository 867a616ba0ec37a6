"""What is asked once about a whole file: the order of its days, and more of that kind; and what the file itself tells.

An answer is a plain text under the key of its question, so that a matching can remember it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from impact.exchange.dates import USUAL_ORDERS, Order, orders_of
from impact.exchange.table import Table

ORDER = "order:"  # and the sign between the numbers of a day
OPEN = ""  # stands for the answer to a question that waits for one
KEPT_KINDS = (ORDER,)  # what was chosen for these holds for the next file of the same shape


@dataclass(frozen=True)
class FileQuestion:
    """One question about a whole file: under which key its answer is kept, a text of the file, and the answers."""

    key: str
    text: str
    answers: tuple[str, ...]

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


def answer_of_file(table: Table, columns: Mapping[str, str]) -> FileAnswers:
    """What this file tells of its days, and what must be asked. `columns` are headers by field."""
    header = columns.get("seen_on")
    if header is None:
        return FileAnswers({}, (), {})
    orders = orders_of(table.column(header), spreadsheet=bool(table.sheet))
    derived: dict[str, str] = {f"{ORDER}{sign}": order for sign, order in orders.derived.items()}
    asked = [FileQuestion(f"{ORDER}{sign}", text, tuple(Order)) for sign, text in sorted(orders.open.items())]
    return FileAnswers(derived, tuple(asked), {f"{ORDER}{sign}": text for sign, text in orders.examples.items()})


def orders_in(answers: Mapping[str, str]) -> dict[str, Order | None]:
    """The order of days by sign, as these answers have it; None for a question without an answer."""
    told = {sign: answers[f"{ORDER}{sign}"] for sign in USUAL_ORDERS if f"{ORDER}{sign}" in answers}
    return {sign: Order(answer) if answer in list(Order) else None for sign, answer in told.items()}


def kept_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that hold for the next file of the same shape too."""
    return {key: answer for key, answer in answers.items() if key.startswith(KEPT_KINDS)}
