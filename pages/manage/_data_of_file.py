"""What is asked once about a whole file, and what the file told of itself: which day is meant by 3/4/2026."""

from dataclasses import replace
from datetime import date

import streamlit as st

from impact.exchange.dates import YEAR, DayRules
from impact.exchange.file_questions import ORDER, FileQuestion, orders_in
from pages.manage._data_work import Work, about_file
from pages.ui.language import day, plain, t


def ask(work: Work) -> None:
    """Every question about the whole file, with the answer it has so far."""
    asked = about_file(work).asked
    if asked:
        st.markdown(f"**{t('bring.field.seen_on')}**")
    for question in asked:
        _ask(work, question)


def _ask(work: Work, question: FileQuestion) -> None:
    options = {answer: _in_words(question, answer) for answer in question.answers}
    now = work.matching.answers.get(question.key)
    chosen = st.radio(
        t(_words_of(question), text=plain(question.text)),
        list(options),
        index=list(options).index(now) if now in options else None,
        format_func=options.__getitem__,
        key=f"data_answer_{question.key}",
    )
    if chosen:
        work.matching = replace(work.matching, answers={**work.matching.answers, question.key: chosen})


def _words_of(question: FileQuestion) -> str:
    return "bring.order_swapped" if question.key == f"{ORDER}{YEAR}" else f"bring.{question.kind}"


def _in_words(question: FileQuestion, answer: str) -> str:
    return t(f"bring.{question.kind}.{answer}", day=day(_read(question.text, {question.key: answer})))


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
