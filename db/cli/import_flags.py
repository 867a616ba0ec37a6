"""The flags of the import command: which column is what, one value for all rows, and what words mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from impact.errors import Invalid
from impact.importing.files.table import FileTable
from impact.importing.headers.columns import COLUMN_NAMES, UNEXPECTED_WORD_BY_LANGUAGE, find_own_field
from impact.importing.headers.known_headers import normalise_header
from impact.importing.plan.file_questions import FileAnswers
from impact.importing.plan.matching import FIXABLE_FIELDS, MATCHED_FIELDS, FileMatching, build_value_key
from impact.importing.plan.word_questions import WordToMatch
from impact.importing.values.meanings import LISTED_FIELDS, list_words, propose_listed_word
from impact.text.fold import fold_cell, normalise_name


@dataclass(frozen=True)
class ImportFlags:
    """The flags as they were typed: `column=field`, `field=value`, `field:text=meaning` and `question=answer`."""

    columns: Sequence[str] = ()
    fixed: Sequence[str] = ()
    words: Sequence[str] = ()
    answers: Sequence[str] = ()

    def apply_columns(self, matching: FileMatching, table: FileTable) -> FileMatching:
        """Return the matching with these columns and values for all rows. Raise Invalid (flag_field and more)."""
        columns, fixed = dict(matching.columns), dict(matching.fixed)
        for flag in self.columns:
            header, name = _split_flag(flag)
            column = _find_column(table, header)
            columns = {field: other_column for field, other_column in columns.items() if other_column != column}
            if name:
                field = _find_field(name)
                columns[field] = column
                fixed.pop(field, None)
        for flag in self.fixed:
            name, value = _split_flag(flag)
            field = _find_field(name)
            if field not in FIXABLE_FIELDS:
                raise Invalid(field="flag", reason="flag_field", name=name)
            columns.pop(field, None)
            fixed[field] = _find_meaning(field, value) if field in LISTED_FIELDS else value
        return replace(matching, columns=columns, fixed=fixed)

    def apply_words(self, matching: FileMatching, table: FileTable, words: Sequence[WordToMatch]) -> FileMatching:
        """Return the matching with these meanings, of a theme in every ring with it. Raise Invalid (flag_text, …)."""
        values = {name: dict(meanings) for name, meanings in matching.values.items()}
        for flag in self.words:
            place, meaning = _split_flag(flag)
            name, colon, text = place.partition(":")
            field = _find_field(name)
            if not colon or field not in MATCHED_FIELDS or field not in matching.columns:
                raise Invalid(field="flag", reason="flag_form", flag=flag)
            keys = {word.key for word in words if word.field == field and _is_same_text(word.text, text, table)}
            if not keys and field == "theme":
                continue  # its ring is not known yet
            if not any(_is_same_text(cell, text, table) for cell in table.list_column_texts(matching.columns[field])):
                raise Invalid(field="flag", reason="flag_text", text=text)
            listed_meaning = (_find_meaning(field, meaning) if field in LISTED_FIELDS else meaning) if meaning else None
            for key in keys or {build_value_key(field, text, exact=table.is_own_export)}:
                values.setdefault(field, {})[key] = listed_meaning
        return replace(matching, values=values)

    def apply_answers(self, matching: FileMatching, file_answers: FileAnswers) -> FileMatching:
        """Return the matching with these answers about the whole file. Raise Invalid (flag_form, flag_answer)."""
        answers = dict(matching.answers)
        known = {question.key: question for question in file_answers.questions}
        for flag in self.answers:
            key, _, answer = flag.rpartition("=")
            if key not in known or answer not in known[key].answers:
                choices = (
                    "; ".join(
                        f"{open_question.key}={'|'.join(open_question.answers)}"
                        for open_question in file_answers.questions
                    )
                    or "–"
                )
                raise Invalid(field="flag", reason="flag_answer", flag=flag, choices=choices)
            answers[key] = answer
        return replace(matching, answers=answers)


def suggest_columns(matching: FileMatching, unsure: frozenset[str], language: str) -> list[str]:
    """Return a flag for each column that is not sure, and for each field without one; a theme may be left out."""
    unsure_flags = [
        f"{matching.columns[name]}={COLUMN_NAMES[name][language]}"
        for name in sorted(unsure)
        if name in matching.columns
    ]
    flags = [f"--map {_quote_for_shell(flag)}" for flag in unsure_flags]
    unexpected = UNEXPECTED_WORD_BY_LANGUAGE[language]  # a file without themes is about the unexpected
    return flags + [
        f"--fix {_quote_for_shell(f'{COLUMN_NAMES[name][language]}={unexpected}')}"
        if name == "theme"
        else f"--map {_quote_for_shell('?=' + COLUMN_NAMES[name][language])}"
        for name in matching.missing_fields
    ]


def suggest_words(
    words: Sequence[WordToMatch], file_answers: FileAnswers, matching: FileMatching, language: str
) -> list[str]:
    """Return a flag for each text and each question about the file without an answer; with ? where none is likely."""
    flags = [
        f"--word {_quote_for_shell(f'{name}:{word.text}={_format_proposal(word, language)}')}"
        for word in words
        for name in (COLUMN_NAMES[word.field][language],)
    ]
    questions = file_answers.list_open_questions(matching.answers)
    return flags + [
        f"--answer {_quote_for_shell(f'{question.key}={question.proposal or chr(124).join(question.answers)}')}"
        for question in questions
    ]


def _format_proposal(word: WordToMatch, language: str) -> str:
    meaning = word.proposal.meaning
    return "?" if meaning is None else meaning


def get_column_field(flag: str) -> str | None:
    """Return the field that this flag gives a column, or None for a column that is left out."""
    name = _split_flag(flag)[1]
    return _find_field(name) if name else None


def _quote_for_shell(text: str) -> str:
    """Return a text quoted as one word for a shell."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _split_flag(flag: str) -> tuple[str, str]:
    left, sign, right = flag.rpartition("=")
    if not sign:
        raise Invalid(field="flag", reason="flag_form", flag=flag)
    return left.strip(), right.strip()


def _find_field(name: str) -> str:
    """Return the field with this name: that of its column in Dutch or English, else that in code."""
    field = find_own_field(name) or (name if name in COLUMN_NAMES else None)
    if field is None:
        raise Invalid(field="flag", reason="flag_field", name=name)
    return field


def _find_column(table: FileTable, header: str) -> str:
    """Return the column with this name, or the only one that differs from it in case, accents or signs."""
    if header in table.headers:
        return header
    matches = [
        candidate
        for candidate in table.headers
        if normalise_header(candidate) == normalise_header(header) and normalise_header(header)
    ]
    if len(matches) != 1:
        raise Invalid(field="flag", reason="flag_column", name=header, columns=", ".join(table.headers))
    return matches[0]


def _is_same_text(first: str, second: str, table: FileTable) -> bool:
    return fold_cell(first, table.is_own_export) == fold_cell(second, table.is_own_export)


def _find_meaning(field: str, text: str) -> str:
    """Return the listed word with this name or spelling in either language."""
    known = {normalise_name(name): name for name in list_words(field)}
    meaning = known.get(normalise_name(text)) or propose_listed_word(field, text, near=False).meaning
    if meaning is None:
        raise Invalid(field="flag", reason="flag_meaning", text=text, words=", ".join(list_words(field)))
    return meaning
