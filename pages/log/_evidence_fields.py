"""The fields for evidence: links, quotes, figures and names of documents as text, documents and photos as files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from impact.errors import Invalid
from impact.evidence import MOST_BYTES, NOBODY, TAKEN, accepted, described, thumbnail
from impact.model import TEXT_LIMIT, Evidence, EvidenceKind, File
from impact.observe import CONSENT_LIMIT, MOST_FILES
from pages.log._form import lasting
from pages.ui.database import store
from pages.ui.evidence import size
from pages.ui.language import num, plain, t
from pages.ui.tell import in_words

ROWS = 3
WRITTEN = tuple(kind for kind in EvidenceKind if kind is not EvidenceKind.PHOTO)
AGREED = "agreed"
THUMB = 160


@dataclass(frozen=True)
class Held:
    """A file in the form; its content is in hand when it was chosen here, and for a photo to show it."""

    proof: Evidence
    content: bytes | None = None


def fields(old: Sequence[Evidence], key: str) -> tuple[Evidence, ...]:
    """What stands in the fields for evidence now. Files wait here until `keep`, called when all of it is saved."""
    st.caption(t("observation.evidence_text"))
    written = _texts([one for one in old if one.file is None], key)
    held = _held(old, key)
    _choose(key)
    described_now = (_describe(one, f"files_{key}_{hash_[:12]}", key) for hash_, one in held.items())
    return (*written, *(one for one in described_now if one))


def _texts(old: Sequence[Evidence], key: str) -> list[Evidence]:
    kept = []
    for row in range(_rows(old, key)):
        one = old[row] if row < len(old) else Evidence(EvidenceKind.LINK, "")
        kinds = WRITTEN if one.kind in WRITTEN else (*WRITTEN, one.kind)
        left, right = st.columns([1, 3])
        kind = left.selectbox(
            t("observation.evidence_kind", number=row + 1),
            [choice.value for choice in kinds],
            index=kinds.index(one.kind),
            format_func=lambda choice: t(f"model.evidence.{choice}"),
            persist_state=lasting(key),
            key=f"{key}_evidence_kind_{row}",
        )
        text = right.text_input(
            t("observation.evidence", number=row + 1),
            value=one.text,
            max_chars=TEXT_LIMIT,
            persist_state=lasting(key),
            key=f"{key}_evidence_{row}",
        )
        kept.append(Evidence(EvidenceKind(kind), text))
    return [one for one in kept if one.text.strip()]


def _rows(old: Sequence[Evidence], key: str) -> int:
    """How many rows to show: always an empty one below the last that is filled."""
    rows = max(ROWS, len(old) + 1)
    while st.session_state.get(f"{key}_evidence_{rows - 1}"):
        rows += 1
    return rows


def _held(old: Iterable[Evidence], key: str) -> dict[str, Held]:
    """The files in the form by their hash: begun with those that were there already."""
    if f"files_{key}" not in st.session_state:
        put_back(in_hand(old, (EvidenceKind.PHOTO,)), key)
    held: dict[str, Held] = st.session_state[f"files_{key}"]
    return held


def in_hand(proofs: Iterable[Evidence], kinds: Sequence[EvidenceKind] = tuple(EvidenceKind)) -> dict[str, Held]:
    """The files among this evidence by their hash, those of these kinds with their content."""
    kept = store()
    return {
        one.file.hash: Held(one, kept.get(one.file.hash) if one.kind in kinds else None) for one in proofs if one.file
    }


def _choose(key: str) -> None:
    """Where files are chosen: each is looked at once and told apart at once, so that it is empty again after that."""
    number = st.session_state.setdefault(f"files_{key}_number", 0)
    name = f"files_{key}_choose_{number}"
    limit = num(MOST_BYTES // 1_000_000, 0)
    st.file_uploader(
        t("evidence.files"),
        type=TAKEN,
        max_upload_size=MOST_BYTES // 1_000_000,
        accept_multiple_files=True,
        help=t("evidence.files_help", size=limit),
        on_change=_take,
        args=(key, name),
        key=name,
    )
    st.caption(t("evidence.files_text", size=limit))
    for refused in st.session_state.get(f"files_{key}_refused", ()):
        st.error(in_words(refused), icon=":material/error:")


def _take(key: str, name: str) -> None:
    held: dict[str, Held] = st.session_state[f"files_{key}"]
    refused = []
    for file in st.session_state[name] or ():
        try:
            taken = accepted(file.getvalue(), file.name)
            if len(held) >= MOST_FILES:
                raise Invalid(field="evidence", reason="too_many_files", limit=MOST_FILES)
        except Invalid as error:
            refused.append(error)
        else:
            proof = described(taken)
            if proof.file:
                held.setdefault(proof.file.hash, Held(proof, taken.content))
    st.session_state[f"files_{key}_refused"] = refused
    st.session_state[f"files_{key}_number"] += 1


def _describe(one: Held, name: str, key: str) -> Evidence | None:
    """One file with its caption, and for a photo why the people on it may be shown; None when it is taken off."""
    file = one.proof.file
    assert file is not None
    with st.container(border=True, gap="xsmall", key=f"{name}_box"):
        photo = one.proof.kind is EvidenceKind.PHOTO
        sign = ":material/photo_camera:" if photo else ":material/description:"
        st.markdown(f"{sign} {plain(file.name)} :gray[{size(file)}]")
        described_now = None if st.session_state.get(f"{name}_off") else _told(one, file, name, key)
        st.checkbox(t("evidence.take_off"), persist_state=lasting(key), key=f"{name}_off")
    return described_now


def _told(one: Held, file: File, name: str, key: str) -> Evidence:
    photo = one.proof.kind is EvidenceKind.PHOTO
    small = thumbnail(one.content, THUMB * 2) if photo and one.content else None
    if small:
        st.image(small, width=THUMB, alt=one.proof.text or file.name)
    caption = st.text_input(
        t("evidence.caption"),
        value=one.proof.text,
        max_chars=TEXT_LIMIT,
        persist_state=lasting(key),
        key=f"{name}_caption",
    )
    return replace(one.proof, text=caption, file=_agreed(file, name, key) if photo else file)


def _agreed(photo: File, name: str, key: str) -> File:
    """The photo with why the people on it may be shown; without it when that was not said yet."""
    before = None if not photo.consent else NOBODY if photo.consent == NOBODY else AGREED
    choices = (NOBODY, AGREED)
    chosen = st.radio(
        t("evidence.consent"),
        choices,
        index=choices.index(before) if before else None,
        format_func=lambda one: t(f"evidence.consent.{one}"),
        persist_state=lasting(key),
        key=f"{name}_consent",
    )
    if chosen != AGREED:
        return replace(photo, consent=chosen or "")
    how = st.text_input(
        t("evidence.consent_how"),
        value=photo.consent if before == AGREED else "",
        max_chars=CONSENT_LIMIT,
        placeholder=t("evidence.consent_like"),
        persist_state=lasting(key),
        key=f"{name}_how",
    )
    return replace(photo, consent=how)


def keep(evidence: Iterable[Evidence], key: str) -> None:
    """Put the files in hand that are part of this evidence in the store; what was taken off again is never kept.

    Call it before the act that refers to them, and once more after it: who sweeps in between takes nothing away.
    """
    held: dict[str, Held] = st.session_state.get(f"files_{key}", {})
    kept = store()
    for file in (one.file for one in evidence if one.file):
        content = held[file.hash].content if file.hash in held else None
        if content is not None:
            kept.put(content)


def put_back(held: dict[str, Held], key: str) -> None:
    """Fill the fields with these files; after an undo with their content, for nothing else refers to them any more."""
    st.session_state[f"files_{key}"] = held
