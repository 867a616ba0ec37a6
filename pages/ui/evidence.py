"""What an observation rests on, wherever it is shown: links, quotes and figures, documents to download, photos."""

from urllib.parse import quote, urlsplit

import streamlit as st

from db import files
from impact.evidence import NOBODY, in_short, thumbnail
from impact.model import Evidence, EvidenceKind, File, Observation, Who
from impact.observe import one_line
from pages.ui.database import look, store
from pages.ui.kept import kept
from pages.ui.language import lines, num, plain, t

LINKED = ("http", "https")
SMALL, LARGE = 100, 480
KEPT, KEPT_SECONDS = 64, 3600
MEGABYTE, KILOBYTE = 1_000_000, 1_000
QUOTES = ("“", "„", '"', "‘", "'", "«")
ADDRESS = "/:?#@!&'*+,;=%~-._"
ICONS = {
    EvidenceKind.LINK: ":material/link:",
    EvidenceKind.QUOTE: ":material/format_quote:",
    EvidenceKind.FIGURE: ":material/bar_chart:",
    EvidenceKind.DOCUMENT: ":material/description:",
    EvidenceKind.PHOTO: ":material/photo_camera:",
}


def show(who: Who, one: Observation, *, small: bool = False, key: str = "evidence") -> None:
    """All evidence of an observation this person may read.

    `small` is for beside other things: one line or a little photo each, and nothing to press. Otherwise an observation
    that stands twice on one page needs another `key` the second time.
    """
    for number, proof in enumerate(one.said.evidence):
        if proof.file and not store().has(proof.file.hash):
            _missing(proof, proof.file, small)
        elif proof.file and proof.kind is EvidenceKind.PHOTO:
            _photo(who, one, proof, proof.file, small)
        elif small:
            _in_a_line(proof)
        elif proof.file:
            _document(who, one, proof, proof.file, f"{key}_{one.id}_{number}")
        else:
            _text(proof, f"{key}_{one.id}_{number}")


def _missing(proof: Evidence, file: File, small: bool) -> None:
    told = f"{ICONS[proof.kind]} {plain(in_short(proof))} :gray[{t('evidence.missing')}]"
    st.markdown(f":small[{told}]" if small else told)


def _in_a_line(proof: Evidence) -> None:
    told = plain(one_line(in_short(proof)))
    if proof.kind is EvidenceKind.LINK and is_link(proof.text):
        told = f"[{told}]({quote(proof.text, safe=ADDRESS)})"
    st.markdown(f":small[{ICONS[proof.kind]} {told}]")


def _text(proof: Evidence, key: str) -> None:
    if proof.kind is EvidenceKind.LINK and is_link(proof.text):
        st.link_button(plain(proof.text), proof.text, icon=":material/open_in_new:", key=key)
    else:
        bare = proof.kind is EvidenceKind.QUOTE and not proof.text.startswith(QUOTES)
        quoted = f"“{lines(proof.text)}”" if bare else lines(proof.text)
        st.markdown(f"*{t(f'model.evidence.{proof.kind.value}')}*  \n{quoted}")


def _document(who: Who, one: Observation, proof: Evidence, file: File, key: str) -> None:
    st.markdown(plain(proof.text) if proof.text else f"*{t('model.evidence.document')}*")
    st.download_button(
        t("evidence.download", name=plain(file.name), size=size(file)),
        lambda: _content(who, one.id, file.hash) or b"",
        file_name=file.name,
        mime=file.media,
        icon=ICONS[proof.kind],
        on_click="ignore",
        wrap=True,
        key=key,
    )


def _photo(who: Who, one: Observation, proof: Evidence, file: File, small: bool) -> None:
    shown = photo(who, one.id, file.hash, small)
    if shown is None:
        _missing(proof, file, small)
        return
    st.image(shown, width=SMALL if small else LARGE, alt=proof.text or file.name)
    if small:
        if proof.text:
            st.caption(plain(proof.text))
        return
    consent = t("evidence.consent.nobody") if file.consent == NOBODY else file.consent
    st.caption(" · ".join(plain(told) for told in (proof.text, consent) if told))


@kept(max_entries=KEPT, ttl=KEPT_SECONDS)
def photo(who: Who, observation_id: str, key: str, small: bool) -> bytes | None:
    """A photo under an observation this person may read, large or small, or None; the same for every run."""
    content = _content(who, observation_id, key)
    return thumbnail(content, SMALL * 2) if content and small else content


def _content(who: Who, observation_id: str, key: str) -> bytes | None:
    with look() as session:
        return files.content(session, who, store(), observation_id, key)


def size(file: File) -> str:
    """How large a file is, for a reader."""
    if file.size >= MEGABYTE:
        return t("evidence.mb", size=num(file.size / MEGABYTE))
    return t("evidence.kb", size=num(max(file.size / KILOBYTE, 1), 0))


def is_link(text: str) -> bool:
    """Whether a text is an address on the web that may be offered as a link."""
    if any(sign.isspace() for sign in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in LINKED and bool(parts.hostname)
