"""Files as evidence: what is taken in, told by its content and never by its name, and photos freed of what they hide.

A photo is drawn anew, so that place, time, device and comments in it do not come along.
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from lzma import LZMAError
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812  # it is an exception, and there named like a function

from PIL import Image, ImageOps

from impact.errors import Invalid
from impact.model import Evidence, EvidenceKind, File
from impact.observe import one_line

NOBODY = "nobody"
MOST_BYTES = 10_000_000
LONGEST_NAME = 120
LONGEST_SIDE = 2_400
MOST_PIXELS = 60_000_000
MOST_PARTS = 2_000
MOST_UNPACKED = 100_000_000
PHOTOS = ("JPEG", "PNG", "WEBP")
OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
OPEN_OFFICE = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
TAKEN = ("jpg", "jpeg", "png", "webp", "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "csv")
OF_OFFICE, OF_OPEN_OFFICE = "[Content_Types].xml", "mimetype"
MOST_TOLD = 1_000_000
MACRO_FILES = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("basic", "scripts", "macrosheets")
TORN = (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, ZlibError, LZMAError)
# What a photo drawn by us tells besides its points, and how the file of it ends.
OF_PICTURES = {"APP0", "IHDR", "IDAT", "IEND", "jfif", "jfif_version", "jfif_unit", "jfif_density"}
ENDS = {"image/jpeg": b"\xff\xd9", "image/png": b"IEND\xaeB`\x82"}
MEDIA = frozenset((*ENDS, *OFFICE, *OPEN_OFFICE, "application/pdf", "text/csv", "text/plain"))
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept: a photo or a document, its media type, a clean name, and its content as it is kept."""

    kind: EvidenceKind
    media: str
    name: str
    content: bytes


def accepted(content: bytes, name: str) -> Accepted:
    """This file as it may be kept. Raises Invalid (field "file") that says why not.

    Reasons: file_empty, file_too_big, file_unknown, file_broken, file_macros, file_too_packed, photo_broken,
    photo_too_large.
    """
    if not content:
        raise Invalid(field="file", reason="file_empty", name=clean_name(name))
    if len(content) > MOST_BYTES:
        raise Invalid(field="file", reason="file_too_big", name=clean_name(name), limit=MOST_BYTES // 1_000_000)
    for fits, take in ((_is_photo, _photo), (_is_pdf, _pdf), (_is_zip, _packed), (_is_text, _text)):
        if fits(content):
            return take(content, name)
    raise Invalid(field="file", reason="file_unknown", name=clean_name(name))


def unchanged(content: bytes, name: str) -> Accepted:
    """A file that was accepted before, as it stands: a photo is not drawn anew, but may hide nothing either.

    Raises Invalid as `accepted` does, and photo_hides when there is more in it than its points.
    """
    if not _is_photo(content):
        return accepted(content, name)
    drawn = accepted(content, name)
    with Image.open(BytesIO(content), formats=PHOTOS) as opened:
        media, told = Image.MIME[str(opened.format)], _told_beside(opened, content)
    if media not in ENDS or told - OF_PICTURES or not content.endswith(ENDS[media]):
        raise Invalid(field="file", reason="photo_hides", name=clean_name(name))
    return Accepted(EvidenceKind.PHOTO, media, clean_name(name, drawn.name.rsplit(".", 1)[-1]), content)


def _told_beside(opened: Image.Image, content: bytes) -> set[str]:
    """The names of what a picture tells besides its points: its sections, and what was read out of them."""
    sections = {str(name) for name, _ in getattr(opened, "applist", ())}
    at = 8
    while opened.format == "PNG" and at < len(content):
        sections.add(content[at + 4 : at + 8].decode("latin-1"))
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return sections | {str(name) for name in opened.info}


def described(taken: Accepted, caption: str = "", consent: str = "") -> Evidence:
    """A file as evidence, with its caption and, for a photo, why the people on it may be shown.

    `consent` is NOBODY when nobody can be recognised, else it tells how and when they agreed.
    """
    key = sha256(taken.content).hexdigest()
    return Evidence(taken.kind, caption, File(key, taken.name, taken.media, len(taken.content), consent))


def in_short(one: Evidence) -> str:
    """A piece of evidence in one text: what it says, and the name of its file."""
    named = one.file.name if one.file else ""
    return f"{one.text} ({named})" if one.text and named else one.text or named


def clean_name(name: str, ending: str = "") -> str:
    """A file name without a path and without signs that mean something to a machine, at most 120 signs of it."""
    last = one_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    plain = "".join("_" if sign in '<>:"|?*%' or not sign.isprintable() else sign for sign in last).strip(". ")
    stem = (plain.rsplit(".", 1)[0] if ending else plain) or "bestand"
    return stem[: LONGEST_NAME - len(ending) - 1] + (f".{ending}" if ending else "")


def _is_photo(content: bytes) -> bool:
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    )


def _photo(content: bytes, name: str) -> Accepted:
    try:
        with Image.open(BytesIO(content), formats=PHOTOS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Invalid(field="file", reason="photo_too_large", name=clean_name(name))
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(opened)
            clear = "A" in upright.getbands() or "transparency" in upright.info
            drawn = upright.convert("RGBA" if clear else "RGB")
    except TOO_LARGE as error:
        raise Invalid(field="file", reason="photo_too_large", name=clean_name(name)) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Invalid(field="file", reason="photo_broken", name=clean_name(name)) from error
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _drawn(drawn, name, clear)


def _drawn(picture: Image.Image, name: str, clear: bool) -> Accepted:
    """The picture on a canvas of its own: nothing but its points goes along."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    kept, ending = BytesIO(), "png" if clear else "jpg"
    told: dict[str, Any] = {"format": "PNG"} if clear else {"format": "JPEG", "quality": 88}
    bare.save(kept, optimize=True, **told)
    media = "image/png" if clear else "image/jpeg"
    return Accepted(EvidenceKind.PHOTO, media, clean_name(name, ending), kept.getvalue())


def thumbnail(content: bytes, side: int) -> bytes | None:
    """A small JPEG of a photo that was accepted, its longest side this many points; None when it cannot be read."""
    try:
        with Image.open(BytesIO(content), formats=PHOTOS) as opened:
            opened.draft("RGB", (side, side))
            small = opened.convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError):
        return None
    small.thumbnail((side, side))
    kept = BytesIO()
    small.save(kept, "JPEG", quality=80)
    return kept.getvalue()


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def _pdf(content: bytes, name: str) -> Accepted:
    if b"%%EOF" not in content[-2048:]:
        raise Invalid(field="file", reason="file_broken", name=clean_name(name))
    return Accepted(EvidenceKind.DOCUMENT, "application/pdf", clean_name(name, "pdf"), content)


def _is_zip(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def _packed(content: bytes, name: str) -> Accepted:
    try:
        with ZipFile(BytesIO(content)) as opened:
            parts = opened.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Invalid(field="file", reason="file_too_packed", name=clean_name(name))
            names = [part.filename for part in parts]
            if _has_macros(opened, names):
                raise Invalid(field="file", reason="file_macros", name=clean_name(name))
            ending, media = _office(opened, names)
            if opened.testzip() is not None:
                raise BadZipFile
    except TORN as error:
        raise Invalid(field="file", reason="file_broken", name=clean_name(name)) from error
    if not ending:
        raise Invalid(field="file", reason="file_unknown", name=clean_name(name))
    return Accepted(EvidenceKind.DOCUMENT, media, clean_name(name, ending), content)


def _has_macros(opened: ZipFile, names: list[str]) -> bool:
    paths = [name.lower().split("/") for name in names]
    hidden = any(path[-1] in MACRO_FILES or any(folder in MACRO_FOLDERS for folder in path[:-1]) for path in paths)
    return hidden or "macroenabled" in _told(opened, names, OF_OFFICE).lower()


def _office(opened: ZipFile, names: list[str]) -> tuple[str, str]:
    """The usual ending and the media type of what is packed; empty when it is no document."""
    types = _told(opened, names, OF_OFFICE)
    found = next((media for media in OFFICE if f'"{media}.main+xml"' in types), "")
    media = found or _told(opened, names, OF_OPEN_OFFICE).strip()
    return (OFFICE | OPEN_OFFICE).get(media, ""), media


def _told(opened: ZipFile, names: list[str], part: str) -> str:
    """What this part of the package says; nothing when it is not there."""
    if part not in names:
        return ""
    with opened.open(part) as stream:
        return stream.read(MOST_TOLD).decode("utf-8", "replace")


def _is_text(content: bytes) -> bool:
    start = content[:1024].lstrip().lower()
    return b"\0" not in content and not start.startswith((b"<", b"\xef\xbb\xbf<"))


def _text(content: bytes, name: str) -> Accepted:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(field="file", reason="file_unknown", name=clean_name(name)) from error
    listed = name.lower().endswith(".csv")
    media, ending = ("text/csv", "csv") if listed else ("text/plain", "txt")
    return Accepted(EvidenceKind.DOCUMENT, media, clean_name(name, ending), content)
