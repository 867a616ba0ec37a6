"""The third step of an import: what the words in the file mean, as far as that is not certain."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from impact.importing.plan.file_questions import add_proposed_answers
from impact.importing.plan.word_questions import WordToMatch, confirm_proposals, select_open_words
from impact.importing.values.meanings import LISTED_FIELDS, OUR_SCALES, list_words
from impact.model import Who
from pages.data import import_questions
from pages.data.import_setup import (
    COLUMNS_STEP,
    PREVIEW_STEP,
    ImportSetup,
    format_list_value,
    get_file_answers,
    get_words_to_match,
    has_room,
    list_waiting_words,
)
from pages.ui.language import escape_markdown, t, tn
from pages.ui.messages import describe_error

# No word of a file is only a line end.
LEAVE_OUT_OPTION = "\n"
# Stands in no list of options, so the select begins empty.
UNKNOWN_OPTION = LEAVE_OUT_OPTION * 2
# Per field; once these have an answer, the next ones appear.
MAX_WORDS_SHOWN = 60
FIELDS_WITH_WORDS = ("ring", "theme", "organisation", "activity", *LISTED_FIELDS)


def show_values_step(setup: ImportSetup, who: Who) -> None:
    """Ask what the uncertain words mean and show the certain ones; the preview opens when none is left."""
    st.subheader(t("bring.values_title"))
    all_words = get_words_to_match(setup)
    shown_words = _list_shown_words(setup, all_words)
    st.write(t("bring.values_text" if shown_words else "bring.values_sure"))
    if len(list_waiting_words(setup)) > MAX_WORDS_SHOWN:
        st.warning(t("bring.values_many", count=MAX_WORDS_SHOWN), icon=":material/warning:")
    if setup.room_problem:
        st.error(f"{describe_error(setup.room_problem)} {t('bring.values_crowded')}", icon=":material/error:")
    for field_name in FIELDS_WITH_WORDS:
        _show_words_of_field(setup, [word for word in shown_words if word.field == field_name])
    import_questions.ask_file_questions(setup)
    known_words = [word for word in all_words if word.proposal.is_sure and word not in shown_words]
    if known_words:
        with st.expander(tn("bring.values_known", len(known_words)), key="data_values_known"):
            _show_word_grid(setup, known_words[:MAX_WORDS_SHOWN])
            if len(known_words) > MAX_WORDS_SHOWN:
                st.caption(t("data.shown", count=MAX_WORDS_SHOWN))
    _show_values_next(setup, who, shown_words)


def _list_shown_words(setup: ImportSetup, all_words: Sequence[WordToMatch]) -> list[WordToMatch]:
    """Return the words to ask about: the uncertain ones, and all rings or desired impacts while there are too many."""
    crowded_part = setup.room_problem.facts["field"] if setup.room_problem else ""
    crowded_fields = {"rings": ("ring",), "themes": ("ring", "theme")}.get(str(crowded_part), ())
    unsure_words = [word for word in all_words if not word.proposal.is_sure or word.field in crowded_fields]
    # Words without a proposal stand before words whose proposal only has to be confirmed.
    unsure_words.sort(key=lambda word: not word.proposal.is_unknown)
    return [
        word
        for field_name in FIELDS_WITH_WORDS
        for word in [word for word in unsure_words if word.field == field_name][:MAX_WORDS_SHOWN]
    ]


def _show_words_of_field(setup: ImportSetup, field_words: Sequence[WordToMatch]) -> None:
    """Ask about the words of one field, with our scale above them when it is a number in the file."""
    if field_words:
        field = field_words[0].field
        st.markdown(f"**{t(f'common.field.{field}')}**")
        if field in OUR_SCALES:
            scale_text = " · ".join(
                f"{value} {t(f'model.{field}.{value}')}"
                for value in range(OUR_SCALES[field][0], OUR_SCALES[field][1] + 1)
            )
            st.caption(t("bring.scale", scale=scale_text))
        _show_word_grid(setup, field_words)


def _show_word_grid(setup: ImportSetup, shown_words: Sequence[WordToMatch]) -> None:
    """Show the questions two by two; on a narrow screen they stand below each other."""
    for start in range(0, len(shown_words), 2):
        for column, word in zip(st.columns(2), shown_words[start : start + 2], strict=False):
            with column:
                _ask_word_question(setup, word)


def _ask_word_question(setup: ImportSetup, word: WordToMatch) -> None:
    """Ask what one word of the file means, with its proposal chosen."""
    options = _list_meaning_options(setup, word)
    meanings = setup.matching.values.get(word.field, {})
    proposed_option = UNKNOWN_OPTION if word.proposal.is_unknown else word.proposal.meaning
    current_option = meanings.get(word.key, proposed_option)
    current_option = LEAVE_OUT_OPTION if current_option is None else current_option
    text = escape_markdown(word.text) if word.text else t("bring.empty")
    text_in_ring = t("bring.value_in_ring", text=text, ring=escape_markdown(word.ring)) if word.ring else text
    chosen_option = st.selectbox(
        t("bring.value", text=text_in_ring, rows=tn("bring.rows", word.row_count)),
        list(options),
        index=list(options).index(current_option) if current_option in options else None,
        format_func=lambda option: options[option],
        placeholder=t("bring.choose"),
        key=f"data_value_{word.field}_{word.key}",
    )
    if chosen_option is not None and chosen_option != current_option:
        meaning = None if chosen_option == LEAVE_OUT_OPTION else chosen_option
        setup.matching = replace(
            setup.matching, values={**setup.matching.values, word.field: {**meanings, word.key: meaning}}
        )
        if word.field in ("ring", "direction"):
            st.rerun()  # the ring decides which desired impacts can be chosen, the direction which rows need a level


def _list_meaning_options(setup: ImportSetup, word: WordToMatch) -> dict[str, str]:
    """Return the meanings to choose from with their labels: the proposal, our words, a new name, and leaving out."""
    if word.field in LISTED_FIELDS:
        options = {value: format_list_value(word.field, value) for value in list_words(word.field)}
    elif word.field == "theme":
        options = {label: label for label in setup.list_theme_labels(word.ring)} | {"": t("model.unexpected")}
    else:
        names = {
            "ring": tuple(setup.known_places.rings),
            "organisation": setup.known_places.organisations,
            "activity": setup.known_places.activities,
        }[word.field]
        options = {name: name for name in names}
        if word.proposal.meaning == "":
            options[""] = t("bring.none")
    proposed_meaning = word.proposal.meaning
    if proposed_meaning in options and not word.proposal.is_sure:
        label = t("bring.proposed", name=options.pop(proposed_meaning))
        options = {proposed_meaning: label} | options
    if word.may_be_new and word.text not in options:
        options[word.text] = t("bring.new", name=word.text)
    return options | {LEAVE_OUT_OPTION: t("bring.out")}


def _show_values_next(setup: ImportSetup, who: Who, shown_words: Sequence[WordToMatch]) -> None:
    with st.container(horizontal=True):
        goes_on = st.button(t("bring.next"), type="primary", icon=":material/arrow_forward:", key="data_next")
        if st.button(t("bring.to_columns"), icon=":material/table_chart:", key="data_to_columns"):
            setup.step = COLUMNS_STEP
            st.rerun()
    if not goes_on:
        return
    # To go on confirms the proposals that were shown; words that did not fit on the page still wait.
    confirmed_matching = confirm_proposals(shown_words, setup.matching)
    file_answers = get_file_answers(setup)
    confirmed_matching = replace(
        confirmed_matching, answers=add_proposed_answers(file_answers, confirmed_matching.answers)
    )
    waiting_count = len(select_open_words(get_words_to_match(setup), confirmed_matching)) + len(
        file_answers.list_open_questions(confirmed_matching.answers)
    )
    if waiting_count:
        st.warning(tn("bring.values_open", waiting_count), icon=":material/warning:")
        return
    setup.matching = confirmed_matching
    if not list_waiting_words(setup) and has_room(setup, who):
        setup.step = PREVIEW_STEP
    st.rerun()
