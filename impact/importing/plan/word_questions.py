"""The texts of a file in the columns that are lists of ours: each once, how often, and what it may stand for."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from impact.importing.files.table import FileTable
from impact.importing.plan.file_questions import KEEP_ROWS, UNFINISHED_KEY
from impact.importing.plan.import_plan import KnownPlaces
from impact.importing.plan.incomplete_rows import find_unfinished_mark
from impact.importing.plan.matching import KEY_SEPARATOR, MATCHED_FIELDS, FileMatching, build_value_key
from impact.importing.plan.several_answers import combine_meanings, split_answers
from impact.importing.values.likely_words import guess_ring, is_about_others, is_nobody
from impact.importing.values.meanings import (
    LISTED_FIELDS,
    NAMED_FIELDS,
    NO_MEANING,
    ProposedMeaning,
    is_on_our_scale,
    is_schooling_level,
    propose_listed_word,
    propose_name,
    propose_number_meanings,
    propose_theme,
)
from impact.model import Direction
from impact.text.fold import fold_cell, normalise_name, normalise_text, trim_cell

# A column with more different texts is no list, and comparing takes long.
MAX_TEXTS_TO_COMPARE = 300
# A row cannot do without these: an empty cell in them is asked about like any other text.
FIELDS_ASKED_WHEN_EMPTY = ("ring", "direction", "level", "rung")


@dataclass(frozen=True)
class WordToMatch:
    """One text of one list: in how many rows it stands, in which ring of ours (for a theme), and what is proposed.

    An empty `text` stands for the empty cells. A `proposal.meaning` of None stands for nothing known.
    """

    field: str
    key: str
    text: str
    row_count: int
    proposal: ProposedMeaning
    ring: str = ""

    @property
    def may_be_new(self) -> bool:
        """Return whether this may be added to a list that can grow; "nobody" and an empty cell never may."""
        return self.field in NAMED_FIELDS and bool(self.text) and not is_nobody(self.text)


def find_words_to_match(
    table: FileTable, matching: FileMatching, known: KnownPlaces, for_new_collaboration: bool
) -> tuple[WordToMatch, ...]:
    """Return every text in the columns of lists, ring before theme, those in most rows first.

    What a new collaboration made for this file does not have yet needs no confirmation there. A theme is asked about
    when its ring is known. A level is not asked of rows in which nothing changed.
    """
    words_to_match: list[WordToMatch] = []
    for field in ("ring", "organisation", "activity", *LISTED_FIELDS):
        if field in matching.columns:
            known_names = _list_known_names(known, field)
            counted_texts = _count_texts(
                table, matching, field, _flag_rows_needing_field(table, matching, field, words_to_match), known_names
            )
            seek_near = len(counted_texts) <= MAX_TEXTS_TO_COMPARE
            field_words = [
                WordToMatch(
                    field,
                    build_value_key(field, text, exact=table.is_own_export or text.endswith(";")),
                    text,
                    row_count,
                    _propose_meaning(field, text, known_names, for_new_collaboration, seek_near, table.is_own_export),
                )
                for text, row_count in counted_texts
            ]
            words_to_match += (
                _propose_number_meanings(table, matching.columns[field], field_words)
                if field in LISTED_FIELDS
                else field_words
            )
    if "theme" in matching.columns:
        words_to_match += _find_themes_to_match(
            table, matching, known, _get_meanings_by_key(words_to_match, matching, "ring")
        )
    return tuple(words_to_match)


def _list_known_names(known: KnownPlaces, field: str) -> Sequence[str]:
    """Return what there is of a list that can grow; nothing of another list."""
    names_by_field = {"ring": tuple(known.rings), "organisation": known.organisations, "activity": known.activities}
    return names_by_field.get(field, ())


def _needs_exact_match(table: FileTable, text: str, known_names: Collection[str]) -> bool:
    """Return whether every sign counts: in a file of ours, or when a known name ends in the sign of a form."""
    return table.is_own_export or (text.rstrip().endswith(";") and trim_cell(text, exact=True) in known_names)


def _get_meanings_by_key(
    words_to_match: Sequence[WordToMatch], matching: FileMatching, field: str
) -> dict[str, str | None]:
    """Return what each text of this field stands for: as it was chosen, else as it is proposed."""
    return {word.key: word.proposal.meaning for word in words_to_match if word.field == field} | dict(
        matching.values.get(field, {})
    )


def _flag_rows_needing_field(
    table: FileTable, matching: FileMatching, field: str, words_to_match: Sequence[WordToMatch]
) -> Iterator[bool]:
    """Yield for each row whether it needs this field: one without a sentence needs none, one without a change no level.

    Neither does an answer that was not finished, unless it was chosen to bring those in.
    """
    sentence_header = matching.columns.get("what")
    unfinished_mark = find_unfinished_mark(table) if matching.answers.get(UNFINISHED_KEY) != KEEP_ROWS else None
    texts = table.list_column_texts(sentence_header) if sentence_header else ("-" for _ in table.rows)
    sentences = (
        "" if unfinished_mark and unfinished_mark.is_unfinished(row) else text
        for row, text in zip(table.rows, texts, strict=True)
    )
    direction_header = matching.columns.get("direction")
    if field != "level" or direction_header is None:
        is_no_change = field == "level" and matching.fixed.get("direction") == Direction.NO_CHANGE.value
        return (bool(sentence.strip()) and not is_no_change for sentence in sentences)
    meanings = _get_meanings_by_key(words_to_match, matching, "direction")
    row_directions = (
        meanings.get(build_value_key("direction", text, exact=table.is_own_export))
        for text in table.list_column_texts(direction_header)
    )
    return (
        bool(sentence.strip()) and row_direction != Direction.NO_CHANGE.value
        for sentence, row_direction in zip(sentences, row_directions, strict=True)
    )


def _count_texts(
    table: FileTable, matching: FileMatching, field: str, needs_field: Iterator[bool], known_names: Sequence[str]
) -> list[tuple[str, int]]:
    """Return each text that differs in more than case, as first spelled, with its rows; empty ones where needed."""
    counts = Counter(zip(table.list_column_texts(matching.columns[field]), needs_field, strict=True))
    several_texts = table.several.get(field, frozenset())  # asked about once for the whole file
    text_and_count_by_key: dict[str, tuple[str, int]] = {}
    for (text, is_needed), row_count in counts.items():
        if text in several_texts:
            continue
        exact = _needs_exact_match(table, text, known_names)
        key = build_value_key(field, text, exact=exact)
        first_spelling, count_so_far = text_and_count_by_key.get(key, (trim_cell(text, exact), 0))
        is_asked = is_needed or (bool(first_spelling) and field != "level")
        text_and_count_by_key[key] = (first_spelling, count_so_far + (row_count if is_asked else 0))
    texts_to_ask = [
        text_and_count
        for text_and_count in text_and_count_by_key.values()
        if text_and_count[1] and (text_and_count[0] or field in FIELDS_ASKED_WHEN_EMPTY)
    ]
    return sorted(texts_to_ask, key=lambda text_and_count: (not text_and_count[0], -text_and_count[1]))


def _propose_meaning(
    field: str,
    text: str,
    known_names: Sequence[str],
    for_new_collaboration: bool,
    seek_near: bool,
    is_own_export: bool,
) -> ProposedMeaning:
    if not text:
        return NO_MEANING
    if field in LISTED_FIELDS:
        return _propose_listed_word(field, text, seek_near)
    proposal = propose_name(text, known_names, seek_near)
    if proposal.is_sure:
        return proposal
    may_be_added = for_new_collaboration or field != "ring"
    if is_own_export and may_be_added:  # what an export of ours calls "nobody" is a name
        return ProposedMeaning(text, True)
    if is_nobody(text):
        return NO_MEANING if field == "ring" else ProposedMeaning("", True)
    if field == "ring":
        proposal = _propose_likely_ring(text, known_names, proposal)
    return ProposedMeaning(text, True) if proposal.is_unknown and may_be_added else proposal


def _propose_likely_ring(text: str, known_rings: Sequence[str], proposal: ProposedMeaning) -> ProposedMeaning:
    """Return the ring for the same people as this text, else the proposal unless it is about other people."""
    words = normalise_text(text)
    if likely_ring := guess_ring(words, {normalise_text(ring): ring for ring in known_rings}):
        return ProposedMeaning(likely_ring, False)
    is_about_other_people = proposal.meaning and is_about_others(words, normalise_text(proposal.meaning))
    return NO_MEANING if is_about_other_people else proposal


def _propose_number_meanings(table: FileTable, header: str, words: list[WordToMatch]) -> list[WordToMatch]:
    """Return the words of one list, with its bare numbers asked about unless they are certain to be ours."""
    texts = [word.text for word in words]
    field = words[0].field if words else ""
    if not words or is_on_our_scale(field, header, table.headers, texts):
        return words
    meaning_by_text = propose_number_meanings(field, header, texts)
    if is_schooling_level(header, table.headers):
        meaning_by_text = dict.fromkeys(meaning_by_text)
    return [
        replace(word, proposal=ProposedMeaning(meaning_by_text[word.text], False))
        if word.text in meaning_by_text
        else word
        for word in words
    ]


def _propose_listed_word(field: str, text: str, seek_near: bool) -> ProposedMeaning:
    """Return what a text of a list stands for; of several answers, where one fits, what they come to."""
    proposal = propose_listed_word(field, text, seek_near)
    if proposal.is_sure or field not in FIELDS_ASKED_WHEN_EMPTY:
        return proposal
    meanings = {propose_listed_word(field, part, seek_near).meaning for part in split_answers(text)}
    if not meanings or None in meanings:
        return proposal
    return ProposedMeaning(combine_meanings(field, {meaning for meaning in meanings if meaning}), False)


def _find_themes_to_match(
    table: FileTable, matching: FileMatching, known: KnownPlaces, ring_meanings: Mapping[str, str | None]
) -> list[WordToMatch]:
    ring_header = matching.columns.get("ring")
    fixed_ring = matching.fixed.get("ring", "")
    ring_texts = table.list_column_texts(ring_header) if ring_header else (fixed_ring for _ in table.rows)
    counts: Counter[tuple[str, str]] = Counter()
    first_spellings: dict[tuple[str, str], str] = {}
    all_labels = frozenset(label for ring_labels in known.rings.values() for label in ring_labels)
    several_texts = table.several.get("theme", frozenset())
    for ring, text in zip(ring_texts, table.list_column_texts(matching.columns["theme"]), strict=True):
        if text in several_texts:
            continue
        exact = _needs_exact_match(table, ring, tuple(known.rings)) or _needs_exact_match(table, text, all_labels)
        ring_and_text = (fold_cell(ring, exact), fold_cell(text, exact))
        counts[ring_and_text] += 1
        first_spellings.setdefault(ring_and_text, trim_cell(text, exact))
    labels_by_ring = {normalise_name(ring): tuple(ring_labels) for ring, ring_labels in known.rings.items()}
    words_to_match = []
    for (ring, folded_text), row_count in counts.most_common():
        known_ring = ring_meanings.get(ring, ring_meanings.get(fold_cell(ring))) if ring_header else fixed_ring
        if folded_text and known_ring:
            proposal = propose_theme(
                first_spellings[ring, folded_text],
                labels_by_ring.get(normalise_name(known_ring), ()),
                len(counts) <= MAX_TEXTS_TO_COMPARE,
                table.is_own_export,
            )
            if proposal.is_unknown or (table.is_own_export and not proposal.is_sure):
                proposal = ProposedMeaning(first_spellings[ring, folded_text], True)
            words_to_match.append(
                WordToMatch(
                    "theme",
                    f"{ring}{KEY_SEPARATOR}{folded_text}",
                    first_spellings[ring, folded_text],
                    row_count,
                    proposal,
                    known_ring,
                )
            )
    return words_to_match


def get_sure_meanings(words_to_match: Sequence[WordToMatch]) -> dict[str, dict[str, str | None]]:
    """Return what the sure texts stand for, by field."""
    return _group_meanings_by_field([word for word in words_to_match if word.proposal.is_sure])


def _group_meanings_by_field(words_to_match: Sequence[WordToMatch]) -> dict[str, dict[str, str | None]]:
    values: dict[str, dict[str, str | None]] = {}
    for word in words_to_match:
        values.setdefault(word.field, {})[word.key] = word.proposal.meaning
    return values


def select_open_words(words_to_match: Sequence[WordToMatch], matching: FileMatching) -> tuple[WordToMatch, ...]:
    """Return the texts somebody has to look at: not sure, and not chosen before."""
    return tuple(
        word
        for word in words_to_match
        if not word.proposal.is_sure and word.key not in matching.values.get(word.field, {})
    )


def select_words_without_proposal(
    words_to_match: Sequence[WordToMatch], matching: FileMatching
) -> tuple[WordToMatch, ...]:
    """Return the texts somebody has to choose a meaning for, because nothing is proposed."""
    return tuple(word for word in select_open_words(words_to_match, matching) if word.proposal.is_unknown)


def confirm_proposals(words_to_match: Sequence[WordToMatch], matching: FileMatching) -> FileMatching:
    """Return the matching with the proposals among these texts as chosen; what was chosen before stays."""
    confirmed = _group_meanings_by_field(
        [word for word in select_open_words(words_to_match, matching) if not word.proposal.is_unknown]
    )
    values = {field: {**confirmed.get(field, {}), **matching.values.get(field, {})} for field in MATCHED_FIELDS}
    return replace(matching, values={field: meanings for field, meanings in values.items() if meanings})
