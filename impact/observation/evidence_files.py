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
from impact.observation.observation_rules import clean_line
from impact.words import DEFAULT_LANGUAGE, get_text

NOBODY_RECOGNISABLE = "nobody"
MAX_EVIDENCE_BYTES = 10_000_000
MAX_FILE_NAME_LENGTH = 120
# Sharp on a projector, and a photo stays around a megabyte.
MAX_PHOTO_SIDE_PIXELS = 2_400
# More than any phone takes; a small file may unpack to gigabytes.
MAX_PHOTO_PIXELS = 60_000_000
# A package with more or larger parts than any report has is made to exhaust the server.
MAX_ZIP_PARTS = 2_000
MAX_UNPACKED_BYTES = 100_000_000
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")
OFFICE_ENDINGS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
OPEN_OFFICE_ENDINGS = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
ACCEPTED_ENDINGS = ("jpg", "jpeg", "png", "webp", "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "csv")
OFFICE_TYPES_PART, OPEN_OFFICE_TYPE_PART = "[Content_Types].xml", "mimetype"
MAX_TYPES_PART_BYTES = 1_000_000
MACRO_FILES = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("basic", "scripts", "macrosheets")
ZIP_ERRORS = (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, ZlibError, LZMAError)
# What a photo drawn by us tells besides its points, and how the file of it ends.
HARMLESS_PHOTO_SECTIONS = {"APP0", "IHDR", "IDAT", "IEND", "jfif", "jfif_version", "jfif_unit", "jfif_density"}
PHOTO_END_BYTES = {"image/jpeg": b"\xff\xd9", "image/png": b"IEND\xaeB`\x82"}
ACCEPTED_MEDIA_TYPES = frozenset(
    (*PHOTO_END_BYTES, *OFFICE_ENDINGS, *OPEN_OFFICE_ENDINGS, "application/pdf", "text/csv", "text/plain")
)
# What Pillow raises at a photo it cannot read.
BROKEN_PHOTO_ERRORS = (OSError, ValueError, SyntaxError, EOFError)
PHOTO_TOO_LARGE_ERRORS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class AcceptedFile:
    """A file that may be kept: a photo or a document, its media type, a clean name, and its content as it is kept."""

    kind: EvidenceKind
    media: str
    name: str
    content: bytes


def accept_file(content: bytes, name: str, language: str = DEFAULT_LANGUAGE) -> AcceptedFile:
    """Return this file as it may be kept. Raise Invalid (field "file") that says why not.

    A file without a name that can be used is called "file" in this language.
    Reasons: file_empty, file_too_big, file_unknown, file_broken, file_macros, file_too_packed, photo_broken,
    photo_too_large.
    """
    name = name if _clean_base_name(name) else get_text(language, "evidence.unnamed")
    if not content:
        raise _build_refusal("file_empty", name)
    if len(content) > MAX_EVIDENCE_BYTES:
        raise _build_refusal("file_too_big", name, limit=MAX_EVIDENCE_BYTES // 1_000_000)
    for is_format, accept in (
        (_is_photo, _accept_photo),
        (_is_pdf, _accept_pdf),
        (_is_zip, _accept_office_file),
        (_is_text, _accept_text),
    ):
        if is_format(content):
            return accept(content, name)
    raise _build_refusal("file_unknown", name)


def accept_stored_file(content: bytes, name: str) -> AcceptedFile:
    """Return a file that was accepted before, as it stands: a photo is not drawn anew, but may hide nothing either.

    Raise Invalid as `accept_file` does, and photo_hides when there is more in it than its points.
    """
    if not _is_photo(content):
        return accept_file(content, name)
    redrawn_file = accept_file(content, name)
    with Image.open(BytesIO(content), formats=PHOTO_FORMATS) as image:
        media, sections = Image.MIME[str(image.format)], _list_photo_sections(image, content)
    if (
        media not in PHOTO_END_BYTES
        or sections - HARMLESS_PHOTO_SECTIONS
        or not content.endswith(PHOTO_END_BYTES[media])
    ):
        raise _build_refusal("photo_hides", name)
    return AcceptedFile(EvidenceKind.PHOTO, media, clean_file_name(name, redrawn_file.name.rsplit(".", 1)[-1]), content)


def _list_photo_sections(image: Image.Image, content: bytes) -> set[str]:
    """The names of what a picture tells besides its points: its sections, and what was read out of them."""
    sections = {str(name) for name, _ in getattr(image, "applist", ())}
    offset = 8
    while image.format == "PNG" and offset < len(content):
        sections.add(content[offset + 4 : offset + 8].decode("latin-1"))
        offset += 12 + int.from_bytes(content[offset : offset + 4], "big")
    return sections | {str(name) for name in image.info}


def build_evidence(accepted_file: AcceptedFile, caption: str = "", consent: str = "") -> Evidence:
    """A file as evidence, with its caption and, for a photo, why the people on it may be shown.

    `consent` is NOBODY_RECOGNISABLE when nobody can be recognised, else it tells how and when they agreed.
    """
    key = sha256(accepted_file.content).hexdigest()
    return Evidence(
        accepted_file.kind,
        caption,
        File(key, accepted_file.name, accepted_file.media, len(accepted_file.content), consent),
    )


def summarise_evidence(evidence: Evidence) -> str:
    """A piece of evidence in one text: what it says, and the name of its file."""
    file_name = evidence.file.name if evidence.file else ""
    return f"{evidence.text} ({file_name})" if evidence.text and file_name else evidence.text or file_name


def clean_file_name(name: str, ending: str = "") -> str:
    """Return a file name without a path or signs that mean something to a machine, at most 120 signs of it."""
    base_name = _clean_base_name(name) or get_text(DEFAULT_LANGUAGE, "evidence.unnamed")
    stem = base_name.rsplit(".", 1)[0] if ending else base_name
    return stem[: MAX_FILE_NAME_LENGTH - len(ending) - 1] + (f".{ending}" if ending else "")


def _clean_base_name(name: str) -> str:
    base_name = clean_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    return "".join(
        "_" if character in '<>:"|?*%' or not character.isprintable() else character for character in base_name
    ).strip(". ")


def _build_refusal(reason: str, name: str, **facts: object) -> Invalid:
    return Invalid(field="file", reason=reason, name=clean_file_name(name), **facts)


def _is_photo(content: bytes) -> bool:
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    )


def _accept_photo(content: bytes, name: str) -> AcceptedFile:
    try:
        with Image.open(BytesIO(content), formats=PHOTO_FORMATS) as image:
            if image.width * image.height > MAX_PHOTO_PIXELS:
                raise _build_refusal("photo_too_large", name)
            image.draft("RGB", (MAX_PHOTO_SIDE_PIXELS, MAX_PHOTO_SIDE_PIXELS))
            upright = ImageOps.exif_transpose(image)
            has_transparency = "A" in upright.getbands() or "transparency" in upright.info
            redrawn = upright.convert("RGBA" if has_transparency else "RGB")
    except PHOTO_TOO_LARGE_ERRORS as error:
        raise _build_refusal("photo_too_large", name) from error
    except BROKEN_PHOTO_ERRORS as error:
        raise _build_refusal("photo_broken", name) from error
    redrawn.thumbnail((MAX_PHOTO_SIDE_PIXELS, MAX_PHOTO_SIDE_PIXELS))
    return _redraw_photo(redrawn, name, has_transparency)


def _redraw_photo(photo: Image.Image, name: str, has_transparency: bool) -> AcceptedFile:
    """The picture on a canvas of its own: nothing but its points goes along."""
    canvas = Image.new(photo.mode, photo.size)
    canvas.paste(photo)
    stream, ending = BytesIO(), "png" if has_transparency else "jpg"
    save_options: dict[str, Any] = {"format": "PNG"} if has_transparency else {"format": "JPEG", "quality": 88}
    canvas.save(stream, optimize=True, **save_options)
    media = "image/png" if has_transparency else "image/jpeg"
    return AcceptedFile(EvidenceKind.PHOTO, media, clean_file_name(name, ending), stream.getvalue())


def draw_thumbnail(content: bytes, side: int) -> bytes | None:
    """A small JPEG of a photo that was accepted, its longest side this many points; None when it cannot be read."""
    try:
        with Image.open(BytesIO(content), formats=PHOTO_FORMATS) as image:
            image.draft("RGB", (side, side))
            small = image.convert("RGB")
    except BROKEN_PHOTO_ERRORS:
        return None
    small.thumbnail((side, side))
    stream = BytesIO()
    small.save(stream, "JPEG", quality=80)
    return stream.getvalue()


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def _accept_pdf(content: bytes, name: str) -> AcceptedFile:
    if b"%%EOF" not in content[-2048:]:
        raise _build_refusal("file_broken", name)
    return AcceptedFile(EvidenceKind.DOCUMENT, "application/pdf", clean_file_name(name, "pdf"), content)


def _is_zip(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def _accept_office_file(content: bytes, name: str) -> AcceptedFile:
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_ZIP_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise _build_refusal("file_too_packed", name)
            names = [part.filename for part in parts]
            if _has_macros(archive, names):
                raise _build_refusal("file_macros", name)
            ending, media = _detect_office_type(archive, names)
            if archive.testzip() is not None:
                raise BadZipFile
    except ZIP_ERRORS as error:
        raise _build_refusal("file_broken", name) from error
    if not ending:
        raise _build_refusal("file_unknown", name)
    return AcceptedFile(EvidenceKind.DOCUMENT, media, clean_file_name(name, ending), content)


def _has_macros(archive: ZipFile, names: list[str]) -> bool:
    paths = [name.lower().split("/") for name in names]
    has_macro_file = any(
        path[-1] in MACRO_FILES or any(folder in MACRO_FOLDERS for folder in path[:-1]) for path in paths
    )
    return has_macro_file or "macroenabled" in _read_zip_part(archive, names, OFFICE_TYPES_PART).lower()


def _detect_office_type(archive: ZipFile, names: list[str]) -> tuple[str, str]:
    """The usual ending and the media type of what is packed; empty when it is no document."""
    types = _read_zip_part(archive, names, OFFICE_TYPES_PART)
    office_media = next((media for media in OFFICE_ENDINGS if f'"{media}.main+xml"' in types), "")
    media = office_media or _read_zip_part(archive, names, OPEN_OFFICE_TYPE_PART).strip()
    return (OFFICE_ENDINGS | OPEN_OFFICE_ENDINGS).get(media, ""), media


def _read_zip_part(archive: ZipFile, names: list[str], part: str) -> str:
    """What this part of the package says; nothing when it is not there."""
    if part not in names:
        return ""
    with archive.open(part) as stream:
        return stream.read(MAX_TYPES_PART_BYTES).decode("utf-8", "replace")


def _is_text(content: bytes) -> bool:
    start = content[:1024].lstrip().lower()
    return b"\0" not in content and not start.startswith((b"<", b"\xef\xbb\xbf<"))


def _accept_text(content: bytes, name: str) -> AcceptedFile:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _build_refusal("file_unknown", name) from error
    is_csv = name.lower().endswith(".csv")
    media, ending = ("text/csv", "csv") if is_csv else ("text/plain", "txt")
    return AcceptedFile(EvidenceKind.DOCUMENT, media, clean_file_name(name, ending), content)
