"""The evidence of an observation, wherever it is shown: links, quotes and figures, documents to download, photos."""

from urllib.parse import quote, urlsplit

import streamlit as st

from db.copies import evidence_files
from impact.model import Evidence, EvidenceKind, File, Observation, Who
from impact.observation.evidence_files import NOBODY_RECOGNISABLE, draw_thumbnail, summarise_evidence
from impact.observation.observation_rules import clean_line
from pages.ui.cached import cached
from pages.ui.database import get_file_store, read_session
from pages.ui.download import show_download
from pages.ui.language import escape_lines, escape_markdown, num, t

# Any other scheme, such as javascript, could do more than open a page.
LINK_SCHEMES = ("http", "https")
# Pixels.
SMALL_PHOTO_WIDTH, LARGE_PHOTO_WIDTH = 100, 480
# A photo may be megabytes.
MAX_CACHED_PHOTOS, CACHED_PHOTO_SECONDS = 64, 3600
MEGABYTE, KILOBYTE = 1_000_000, 1_000
QUOTE_SIGNS = ("“", "„", '"', "‘", "'", "«")
SAFE_ADDRESS_SIGNS = "/:?#@!&'*+,;=%~-._"
EVIDENCE_ICONS = {
    EvidenceKind.LINK: ":material/link:",
    EvidenceKind.QUOTE: ":material/format_quote:",
    EvidenceKind.FIGURE: ":material/bar_chart:",
    EvidenceKind.DOCUMENT: ":material/description:",
    EvidenceKind.PHOTO: ":material/photo_camera:",
}


def show_evidence(who: Who, observation: Observation, *, small: bool = False, key: str = "evidence") -> None:
    """Show all evidence of an observation this person may read.

    `small` is for beside other things: one line or a little photo each, and nothing to press. Otherwise an observation
    that stands twice on one page needs another `key` the second time.
    """
    for number, proof in enumerate(observation.details.evidence):
        if proof.file and not get_file_store().has_content(proof.file.hash):
            _show_missing_file(proof, proof.file, small)
        elif proof.file and proof.kind is EvidenceKind.PHOTO:
            _show_photo(who, observation, proof, proof.file, small)
        elif small:
            _show_short_evidence(proof)
        elif proof.file:
            _show_document(who, observation, proof, proof.file, f"{key}_{observation.id}_{number}")
        else:
            _show_text_evidence(proof, f"{key}_{observation.id}_{number}")


def _show_missing_file(proof: Evidence, file: File, small: bool) -> None:
    line = f"{EVIDENCE_ICONS[proof.kind]} {escape_markdown(summarise_evidence(proof))} :gray[{t('evidence.missing')}]"
    st.markdown(f":small[{line}]" if small else line)


def _show_short_evidence(proof: Evidence) -> None:
    line = escape_markdown(clean_line(summarise_evidence(proof)))
    if proof.kind is EvidenceKind.LINK and is_web_link(proof.text):
        line = f"[{line}]({quote(proof.text, safe=SAFE_ADDRESS_SIGNS)})"
    st.markdown(f":small[{EVIDENCE_ICONS[proof.kind]} {line}]")


def _show_text_evidence(proof: Evidence, key: str) -> None:
    if proof.kind is EvidenceKind.LINK and is_web_link(proof.text):
        st.link_button(escape_markdown(proof.text), proof.text, icon=":material/open_in_new:", key=key)
    else:
        is_unquoted = proof.kind is EvidenceKind.QUOTE and not proof.text.startswith(QUOTE_SIGNS)
        quoted = f"“{escape_lines(proof.text)}”" if is_unquoted else escape_lines(proof.text)
        st.markdown(f"*{t(f'model.evidence.{proof.kind.value}')}*  \n{quoted}")


def _show_document(who: Who, observation: Observation, proof: Evidence, file: File, key: str) -> None:
    st.markdown(escape_markdown(proof.text) if proof.text else f"*{t('model.evidence.document')}*")
    show_download(
        t("evidence.download", name=escape_markdown(file.name), size=format_file_size(file)),
        lambda: _read_file_content(who, observation.id, file.hash) or b"",
        file.name,
        mime_type=file.media,
        icon=EVIDENCE_ICONS[proof.kind],
        wrap=True,
        key=key,
    )


def _show_photo(who: Who, observation: Observation, proof: Evidence, file: File, small: bool) -> None:
    image = load_photo(who, observation.id, file.hash, small)
    if image is None:
        _show_missing_file(proof, file, small)
        return
    st.image(image, width=SMALL_PHOTO_WIDTH if small else LARGE_PHOTO_WIDTH, alt=proof.text or file.name)
    if small:
        if proof.text:
            st.caption(escape_markdown(proof.text))
        return
    consent = t("evidence.consent.nobody") if file.consent == NOBODY_RECOGNISABLE else file.consent
    st.caption(" · ".join(escape_markdown(text) for text in (proof.text, consent) if text))


# A photo never changes under its hash; what this person may see can, so a kept one is let go of after a while.
@cached(MAX_CACHED_PHOTOS, per_person=True, per_version=False, seconds=CACHED_PHOTO_SECONDS)
def load_photo(who: Who, observation_id: str, file_hash: str, small: bool) -> bytes | None:
    """Return a photo of an observation this person may read, large or small; None when it is not there."""
    content = _read_file_content(who, observation_id, file_hash)
    return draw_thumbnail(content, SMALL_PHOTO_WIDTH * 2) if content and small else content


def _read_file_content(who: Who, observation_id: str, file_hash: str) -> bytes | None:
    with read_session() as session:
        return evidence_files.read_evidence_file(session, who, get_file_store(), observation_id, file_hash)


def format_file_size(file: File) -> str:
    """Return the size of a file in the words of the reader."""
    if file.size >= MEGABYTE:
        return t("evidence.mb", size=num(file.size / MEGABYTE))
    return t("evidence.kb", size=num(max(file.size / KILOBYTE, 1), 0))


def is_web_link(text: str) -> bool:
    """Whether a text is an address on the web that may be offered as a link."""
    if any(sign.isspace() for sign in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in LINK_SCHEMES and bool(parts.hostname)
