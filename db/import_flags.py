"""What the flags of the import say about a file: which column is what, one value for all rows, and what words mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from impact.errors import Invalid
from impact.exchange.ask import Asked as WordToMatch
from impact.exchange.columns import COLUMNS, UNEXPECTED, column_of, same
from impact.exchange.file_questions import FileAnswers
from impact.exchange.headers import worded
from impact.exchange.matching import FIXABLE, MATCHED, Matching, key_of
from impact.exchange.table import Table
from impact.exchange.values import LISTED, folded, listed, words_of


@dataclass(frozen=True)
class ImportFlags:
    """The flags as they were typed: `column=field`, `field=value`, `field:text=meaning` and `question=answer`."""

    columns: Sequence[str] = ()
    fixed: Sequence[str] = ()
    words: Sequence[str] = ()
    answers: Sequence[str] = ()

    def apply_columns(self, matching: Matching, table: Table) -> Matching:
        """The matching with these columns and values for all rows. Raises Invalid (flag_field and more)."""
        columns, fixed = dict(matching.columns), dict(matching.fixed)
        for flag in self.columns:
            header, name = _parts(flag)
            column = _column(table, header)
            columns = {field: held for field, held in columns.items() if held != column}
            if name:
                field = _field(name)
                columns[field] = column
                fixed.pop(field, None)
        for flag in self.fixed:
            name, value = _parts(flag)
            field = _field(name)
            if field not in FIXABLE:
                raise Invalid(field="flag", reason="flag_field", name=name)
            columns.pop(field, None)
            fixed[field] = _meaning(field, value) if field in LISTED else value
        return replace(matching, columns=columns, fixed=fixed)

    def apply_words(self, matching: Matching, table: Table, words: Sequence[WordToMatch]) -> Matching:
        """The matching with these meanings; of a wish in every ring that has it. Raises Invalid (flag_text, …)."""
        values = {name: dict(held) for name, held in matching.values.items()}
        for flag in self.words:
            place, meaning = _parts(flag)
            name, colon, text = place.partition(":")
            field = _field(name)
            if not colon or field not in MATCHED or field not in matching.columns:
                raise Invalid(field="flag", reason="flag_form", flag=flag)
            keys = {word.key for word in words if word.field == field and _is_same(word.text, text, table)}
            if not keys and field == "theme":
                continue  # its ring is not known yet
            if not any(_is_same(cell, text, table) for cell in table.column(matching.columns[field])):
                raise Invalid(field="flag", reason="flag_text", text=text)
            meant = (_meaning(field, meaning) if field in LISTED else meaning) if meaning else None
            for key in keys or {key_of(field, text, exact=table.own)}:
                values.setdefault(field, {})[key] = meant
        return replace(matching, values=values)

    def apply_answers(self, matching: Matching, asked: FileAnswers) -> Matching:
        """The matching with these answers about the whole file. Raises Invalid (flag_form, flag_answer)."""
        answers = dict(matching.answers)
        known = {question.key: question for question in asked.asked}
        for flag in self.answers:
            key, _, answer = flag.rpartition("=")
            if key not in known or answer not in known[key].answers:
                choices = "; ".join(f"{one.key}={'|'.join(one.answers)}" for one in asked.asked) or "–"
                raise Invalid(field="flag", reason="flag_answer", flag=flag, choices=choices)
            answers[key] = answer
        return replace(matching, answers=answers)


def suggest_columns(matching: Matching, unsure: frozenset[str], language: str) -> list[str]:
    """A flag for each column that was not sure, and for each field that has none; of a wish that there is none."""
    found = [
        f"{matching.columns[name]}={COLUMNS[name][language]}" for name in sorted(unsure) if name in matching.columns
    ]
    flags = [f"--map {_quoted(one)}" for one in found]
    unexpected = UNEXPECTED[("nl", "en").index(language) + 1]  # what nobody had wished for needs no column
    return flags + [
        f"--fix {_quoted(f'{COLUMNS[name][language]}={unexpected}')}"
        if name == "theme"
        else f"--map {_quoted('?=' + COLUMNS[name][language])}"
        for name in matching.missing
    ]


def suggest_words(words: Sequence[WordToMatch], asked: FileAnswers, matching: Matching, language: str) -> list[str]:
    """A flag for each text and each question about the whole file that waits for an answer; ? where none is likely."""
    flags = [
        f"--word {_quoted(f'{COLUMNS[word.field][language]}:{word.text}={_likely(word, language)}')}" for word in words
    ]
    questions = asked.open_questions(matching.answers)
    return flags + [
        f"--answer {_quoted(f'{one.key}={one.proposal or chr(124).join(one.answers)}')}" for one in questions
    ]


def _likely(word: WordToMatch, language: str) -> str:
    meaning = word.proposal.meaning
    return "?" if meaning is None else meaning


def column_field(flag: str) -> str | None:
    """The field that this flag gives a column, or None for a column that is left out."""
    name = _parts(flag)[1]
    return _field(name) if name else None


def _quoted(text: str) -> str:
    """A text as a shell takes it for one word."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _parts(flag: str) -> tuple[str, str]:
    left, sign, right = flag.rpartition("=")
    if not sign:
        raise Invalid(field="flag", reason="flag_form", flag=flag)
    return left.strip(), right.strip()


def _field(name: str) -> str:
    """The field of this name: as columns are called in Dutch or English, else as in code, which differs for a few."""
    field = column_of(name) or (name if name in COLUMNS else None)
    if field is None:
        raise Invalid(field="flag", reason="flag_field", name=name)
    return field


def _column(table: Table, header: str) -> str:
    """The column of this name, without regard to case, accents and signs when only one fits."""
    if header in table.headers:
        return header
    fitting = [one for one in table.headers if worded(one) == worded(header) and worded(header)]
    if len(fitting) != 1:
        raise Invalid(field="flag", reason="flag_column", name=header, columns=", ".join(table.headers))
    return fitting[0]


def _is_same(one: str, other: str, table: Table) -> bool:
    return folded(one, table.own) == folded(other, table.own)


def _meaning(field: str, text: str) -> str:
    """The word of ours that this meaning is, by its name or its spelling in either language."""
    known = {same(name): name for name in words_of(field)}
    found = known.get(same(text)) or listed(field, text, near=False).meaning
    if found is None:
        raise Invalid(field="flag", reason="flag_meaning", text=text, words=", ".join(words_of(field)))
    return found
