"""The fields for evidence: links, quotes, figures and names of documents as text; documents and photos as files."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import streamlit as st

from impact.errors import Invalid
from impact.model import MAX_TEXT_LENGTH, Evidence, EvidenceKind, File
from impact.observation.evidence_files import (
    ACCEPTED_ENDINGS,
    MAX_EVIDENCE_BYTES,
    NOBODY_RECOGNISABLE,
    accept_file,
    build_evidence,
    draw_thumbnail,
)
from impact.observation.observation_rules import MAX_CONSENT_LENGTH, MAX_EVIDENCE_FILES
from pages.ui.database import get_file_store
from pages.ui.evidence_list import format_file_size
from pages.ui.language import escape_markdown, get_language, num, t
from pages.ui.messages import describe_error
from pages.ui.observation_form.form_state import get_persistence

MIN_TEXT_ROWS = 3
# A photo is evidence only as a file; a document may also be named without one.
TEXT_KINDS = tuple(kind for kind in EvidenceKind if kind is not EvidenceKind.PHOTO)
CONSENT_GIVEN = "agreed"
# Pixels; drawn twice as wide for sharp screens.
THUMBNAIL_WIDTH = 160


@dataclass(frozen=True)
class FormFile:
    """A file in the form. `content` is there when the file was chosen in this form, and for photos, to show them."""

    evidence: Evidence
    content: bytes | None = None


def ask_for_evidence(old: Sequence[Evidence], key: str) -> tuple[Evidence, ...]:
    """Show the fields for evidence and return their current values; `storing_files` saves the files themselves."""
    st.caption(t("observation.evidence_text"))
    written = _ask_written_evidence([evidence for evidence in old if evidence.file is None], key)
    files = _get_form_files(old, key)
    _show_file_uploader(key)
    described_files = (
        _show_file_card(form_file, f"files_{key}_{file_hash[:12]}", key) for file_hash, form_file in files.items()
    )
    return (*written, *(evidence for evidence in described_files if evidence))


def _ask_written_evidence(old: Sequence[Evidence], key: str) -> list[Evidence]:
    written = []
    for row in range(_count_text_rows(old, key)):
        evidence = old[row] if row < len(old) else Evidence(EvidenceKind.LINK, "")
        kinds = TEXT_KINDS if evidence.kind in TEXT_KINDS else (*TEXT_KINDS, evidence.kind)
        kind_column, text_column = st.columns([1, 3])
        kind = kind_column.selectbox(
            t("observation.evidence_kind", number=row + 1),
            [choice.value for choice in kinds],
            index=kinds.index(evidence.kind),
            format_func=lambda choice: t(f"model.evidence.{choice}"),
            persist_state=get_persistence(key),
            key=f"{key}_evidence_kind_{row}",
        )
        text = text_column.text_input(
            t("observation.evidence", number=row + 1),
            value=evidence.text,
            max_chars=MAX_TEXT_LENGTH,
            persist_state=get_persistence(key),
            key=f"{key}_evidence_{row}",
        )
        written.append(Evidence(EvidenceKind(kind), text))
    return [evidence for evidence in written if evidence.text.strip()]


def _count_text_rows(old: Sequence[Evidence], key: str) -> int:
    """Return how many rows to show: there is always an empty one below the last filled row."""
    rows = max(MIN_TEXT_ROWS, len(old) + 1)
    while st.session_state.get(f"{key}_evidence_{rows - 1}"):
        rows += 1
    return rows


def _get_form_files(old: Iterable[Evidence], key: str) -> dict[str, FormFile]:
    """Return the files in the form by hash; the first time those of the observation that is being changed."""
    if f"files_{key}" not in st.session_state:
        restore_files(load_files(old, (EvidenceKind.PHOTO,)), key)
    files: dict[str, FormFile] = st.session_state[f"files_{key}"]
    return files


def load_files(
    evidence_items: Iterable[Evidence], kinds: Sequence[EvidenceKind] = tuple(EvidenceKind)
) -> dict[str, FormFile]:
    """Return the files among this evidence by hash, with the content of those of the given kinds."""
    file_store = get_file_store()
    return {
        evidence.file.hash: FormFile(
            evidence, file_store.read_content(evidence.file.hash) if evidence.kind in kinds else None
        )
        for evidence in evidence_items
        if evidence.file
    }


def _show_file_uploader(key: str) -> None:
    """Show where files are chosen. Each upload is checked at once and moved into the form, after which it is empty.

    Streamlit empties an uploader only when it gets another key, hence the number in it.
    """
    uploader_number = st.session_state.setdefault(f"files_{key}_number", 0)
    uploader_key = f"files_{key}_choose_{uploader_number}"
    limit = num(MAX_EVIDENCE_BYTES // 1_000_000, 0)
    st.file_uploader(
        t("evidence.files"),
        type=ACCEPTED_ENDINGS,
        max_upload_size=MAX_EVIDENCE_BYTES // 1_000_000,
        accept_multiple_files=True,
        help=t("evidence.files_help", size=limit),
        on_change=_accept_uploads,
        args=(key, uploader_key),
        key=uploader_key,
    )
    st.caption(t("evidence.files_text", size=limit))
    for error in st.session_state.get(f"files_{key}_refused", ()):
        st.error(describe_error(error), icon=":material/error:")


def _accept_uploads(key: str, uploader_key: str) -> None:
    files: dict[str, FormFile] = st.session_state[f"files_{key}"]
    errors = []
    for file in st.session_state[uploader_key] or ():
        try:
            upload = accept_file(file.getvalue(), file.name, get_language())
            # Refused here already, so that no more files than can be saved wait in memory.
            if len(files) >= MAX_EVIDENCE_FILES:
                raise Invalid(field="evidence", reason="too_many_files", limit=MAX_EVIDENCE_FILES)
        except Invalid as error:
            errors.append(error)
        else:
            evidence = build_evidence(upload)
            if evidence.file:
                files.setdefault(evidence.file.hash, FormFile(evidence, upload.content))
    st.session_state[f"files_{key}_refused"] = errors
    st.session_state[f"files_{key}_number"] += 1


def _show_file_card(form_file: FormFile, widget_key: str, key: str) -> Evidence | None:
    """Show a file with its caption, and for a photo the consent; return None when it is taken off."""
    file = form_file.evidence.file
    assert file is not None
    with st.container(border=True, gap="xsmall", key=f"{widget_key}_box"):
        is_photo = form_file.evidence.kind is EvidenceKind.PHOTO
        icon = ":material/photo_camera:" if is_photo else ":material/description:"
        st.markdown(f"{icon} {escape_markdown(file.name)} :gray[{format_file_size(file)}]")
        evidence = None if st.session_state.get(f"{widget_key}_off") else _ask_caption(form_file, file, widget_key, key)
        st.checkbox(t("evidence.take_off"), persist_state=get_persistence(key), key=f"{widget_key}_off")
    return evidence


def _ask_caption(form_file: FormFile, file: File, widget_key: str, key: str) -> Evidence:
    is_photo = form_file.evidence.kind is EvidenceKind.PHOTO
    thumbnail_content = (
        draw_thumbnail(form_file.content, THUMBNAIL_WIDTH * 2) if is_photo and form_file.content else None
    )
    if thumbnail_content:
        st.image(thumbnail_content, width=THUMBNAIL_WIDTH, alt=form_file.evidence.text or file.name)
    caption = st.text_input(
        t("evidence.caption"),
        value=form_file.evidence.text,
        max_chars=MAX_TEXT_LENGTH,
        persist_state=get_persistence(key),
        key=f"{widget_key}_caption",
    )
    return replace(form_file.evidence, text=caption, file=_ask_consent(file, widget_key, key) if is_photo else file)


def _ask_consent(photo: File, widget_key: str, key: str) -> File:
    """Ask why the people on this photo may be shown; the consent stays empty until there is an answer."""
    previous = (
        None if not photo.consent else NOBODY_RECOGNISABLE if photo.consent == NOBODY_RECOGNISABLE else CONSENT_GIVEN
    )
    choices = (NOBODY_RECOGNISABLE, CONSENT_GIVEN)
    chosen = st.radio(
        t("evidence.consent"),
        choices,
        index=choices.index(previous) if previous else None,
        format_func=lambda choice: t(f"evidence.consent.{choice}"),
        persist_state=get_persistence(key),
        key=f"{widget_key}_consent",
    )
    if chosen != CONSENT_GIVEN:
        return replace(photo, consent=chosen or "")
    consent_text = st.text_input(
        t("evidence.consent_how"),
        value=photo.consent if previous == CONSENT_GIVEN else "",
        max_chars=MAX_CONSENT_LENGTH,
        placeholder=t("evidence.consent_like"),
        persist_state=get_persistence(key),
        key=f"{widget_key}_how",
    )
    return replace(photo, consent=consent_text)


@contextmanager
def storing_files(evidence_items: Sequence[Evidence], key: str) -> Iterator[None]:
    """Store the files of this evidence around the act that saves it; a file that was taken off is never stored.

    They are stored before the act, so that no observation ever refers to a file that is not there, and once more after
    it: a cleanup that runs in between sees a file that nothing refers to yet, and deletes it.
    """
    _store_files(evidence_items, key)
    yield
    _store_files(evidence_items, key)


def _store_files(evidence_items: Iterable[Evidence], key: str) -> None:
    form_files: dict[str, FormFile] = st.session_state.get(f"files_{key}", {})
    file_store = get_file_store()
    for evidence in evidence_items:
        form_file = form_files.get(evidence.file.hash) if evidence.file else None
        if form_file and form_file.content is not None:
            file_store.save_content(form_file.content)


def restore_files(files: dict[str, FormFile], key: str) -> None:
    """Put these files into the form; after an undo with their content, since the store may delete them."""
    st.session_state[f"files_{key}"] = files
