"""What is asked once about a whole file, and what the file told of itself: which day is meant by 3/4/2026."""

from dataclasses import replace
from datetime import date

import streamlit as st

from impact.exchange.dates import YEAR, DayRules
from impact.exchange.file_questions import FAR, ORDER, PERIOD, UNFINISHED, FileQuestion, orders_in
from impact.exchange.spans import FIRST, LAST, read_span
from impact.model import Precision
from pages.manage._data_work import Work, about_file
from pages.ui.language import day, month, plain, t, tn, today

# Under which field a question stands that does not name one.
FIELD_OF = {"order": "seen_on", PERIOD: "seen_on", FAR: "seen_on", UNFINISHED: "what"}
SHOWN = 120  # signs of a text of the file in a question


def ask(work: Work) -> None:
    """Every question about the whole file, with the answer it has so far; what is proposed stands ready."""
    field = ""
    for question in about_file(work).asked:
        if _field(question) != field:
            field = _field(question)
            st.markdown(f"**{t(f'bring.field.{field}')}**")
        _ask(work, question)


def _field(question: FileQuestion) -> str:
    return FIELD_OF.get(question.kind) or question.key.partition(":")[2]


def _ask(work: Work, question: FileQuestion) -> None:
    options = {answer: _in_words(question, answer) for answer in question.answers}
    now = work.matching.answers.get(question.key)
    standing = now if now in options else question.proposal
    chosen = st.radio(
        _label(question),
        list(options),
        index=list(options).index(standing) if standing in options else None,
        format_func=options.__getitem__,
        key=f"data_answer_{question.key}",
    )
    if chosen and chosen != standing:
        work.matching = replace(work.matching, answers={**work.matching.answers, question.key: chosen})
        st.rerun()  # which words are asked about follows what is done with several answers


def _label(question: FileQuestion) -> str:
    if question.rows:
        text = plain(" ".join(question.text.split())[:SHOWN])
        return tn(f"bring.{question.kind}", question.rows, text=text)
    return t(_words_of(question), text=plain(question.text))


def _words_of(question: FileQuestion) -> str:
    return "bring.order_swapped" if question.key == f"{ORDER}{YEAR}" else f"bring.{question.kind}"


def _in_words(question: FileQuestion, answer: str) -> str:
    if question.kind != ORDER.rstrip(":"):
        end = _end_of_period(question, answer)
        told = t(f"bring.{question.kind}.{answer}", **({"end": end} if end else {}))
        return t("bring.proposed", name=told) if answer == question.proposal else told
    return t(f"bring.{question.kind}.{answer}", day=day(_read(question.text, {question.key: answer})))


def _end_of_period(question: FileQuestion, answer: str) -> str:
    """Which month or day of the period in the question is kept by this answer."""
    span = read_span(question.text, DayRules()) if question.kind == PERIOD and answer in (FIRST, LAST) else None
    if span is None:
        return ""
    kept, precision = span.day(answer, today())
    return month(kept) if precision is Precision.MONTH else day(kept)


def _read(text: str, answers: dict[str, str]) -> date:
    return DayRules(orders_in(answers)).read(text)[0]


def tell_days(work: Work) -> None:
    """How days that may be read in two ways are read, by what the file tells or by what was chosen."""
    answers = dict(work.settled.answers)
    told = [
        t("bring.order_told", text=plain(text), day=day(_read(text, answers)))
        for key, text in about_file(work).examples.items()
        if key.startswith(ORDER) and answers.get(key)
    ]
    if told:
        st.caption(" ".join(told))
