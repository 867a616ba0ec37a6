"""Questions about a whole file, such as which day 3/4/2026 is, and the answers that follow from the file itself."""

from dataclasses import replace
from datetime import date

import streamlit as st

from impact.importing.plan.file_questions import (
    FAR_DAYS_KEY,
    ORDER_KEY,
    PERIOD_KEY,
    UNFINISHED_KEY,
    FileQuestion,
    get_day_orders,
)
from impact.importing.values.date_spans import FIRST_DAY, LAST_DAY, parse_span
from impact.importing.values.dates import YEAR_FIRST_SIGN, DayRules
from impact.text.fold import join_white_space
from pages.data.import_setup import ImportSetup, get_file_answers
from pages.ui.language import escape_markdown, format_day, t, tn, today
from pages.ui.observation_words import format_seen_on

# The field a question stands under when its key does not name one.
FIELD_OF_KIND = {"order": "seen_on", PERIOD_KEY: "seen_on", FAR_DAYS_KEY: "seen_on", UNFINISHED_KEY: "what"}
# Characters of a text of the file in a question.
MAX_TEXT_LENGTH = 120


def ask_file_questions(setup: ImportSetup) -> None:
    """Ask every question about the whole file, with its answer so far or else the proposal chosen."""
    field = ""
    for question in get_file_answers(setup).questions:
        if _get_question_field(question) != field:
            field = _get_question_field(question)
            st.markdown(f"**{t(f'common.field.{field}')}**")
        _ask_file_question(setup, question)


def _get_question_field(question: FileQuestion) -> str:
    return FIELD_OF_KIND.get(question.topic) or question.key.partition(":")[2]


def _ask_file_question(setup: ImportSetup, question: FileQuestion) -> None:
    options = {answer: _format_answer(question, answer) for answer in question.answers}
    current_answer = setup.matching.answers.get(question.key)
    preselected_answer = current_answer if current_answer in options else question.proposal
    chosen_answer = st.radio(
        _format_question(question),
        list(options),
        index=list(options).index(preselected_answer) if preselected_answer in options else None,
        format_func=options.__getitem__,
        key=f"data_answer_{question.key}",
    )
    if chosen_answer and chosen_answer != preselected_answer:
        setup.matching = replace(setup.matching, answers={**setup.matching.answers, question.key: chosen_answer})
        st.rerun()  # an answer decides which words are asked about, and those stand above these questions


def _format_question(question: FileQuestion) -> str:
    if question.row_count:
        text = escape_markdown(join_white_space(question.text)[:MAX_TEXT_LENGTH])
        return tn(f"bring.{question.topic}", question.row_count, text=text)
    return t(_get_question_key(question), text=escape_markdown(question.text))


def _get_question_key(question: FileQuestion) -> str:
    return "bring.order_swapped" if question.key == f"{ORDER_KEY}{YEAR_FIRST_SIGN}" else f"bring.{question.topic}"


def _format_answer(question: FileQuestion, answer: str) -> str:
    if question.topic != ORDER_KEY.rstrip(":"):
        end = _format_period_end(question, answer)
        answer_text = t(f"bring.{question.topic}.{answer}", **({"end": end} if end else {}))
        return t("bring.proposed", name=answer_text) if answer == question.proposal else answer_text
    return t(f"bring.{question.topic}.{answer}", day=format_day(_read_day(question.text, {question.key: answer})))


def _format_period_end(question: FileQuestion, answer: str) -> str:
    """Return the month or day of the period in the question that this answer keeps, or nothing for other answers."""
    span = (
        parse_span(question.text, DayRules())
        if question.topic == PERIOD_KEY and answer in (FIRST_DAY, LAST_DAY)
        else None
    )
    if span is None:
        return ""
    return format_seen_on(*span.choose_day(answer, today()))


def _read_day(text: str, answers: dict[str, str]) -> date:
    return DayRules(get_day_orders(answers)).read_day(text)[0]


def show_day_readings(setup: ImportSetup) -> None:
    """Show how dates that can be read in two ways are read, as follows from the file or as was chosen."""
    answers = dict(setup.settled_matching.answers)
    readings = [
        t("bring.order_told", text=escape_markdown(text), day=format_day(_read_day(text, answers)))
        for key, text in get_file_answers(setup).examples.items()
        if key.startswith(ORDER_KEY) and answers.get(key)
    ]
    if readings:
        st.caption(" ".join(readings))
