"""Files as evidence: taken in by what they are, photos freed of what they hide, and everything else refused by name."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from impact.errors import Invalid
from impact.model import EvidenceKind
from impact.observation.evidence_files import (
    MAX_EVIDENCE_BYTES,
    MAX_FILE_NAME_LENGTH,
    MAX_PHOTO_SIDE_PIXELS,
    MAX_ZIP_PARTS,
    accept_file,
    accept_stored_file,
    clean_file_name,
)

MAIN = {"word": "wordprocessingml.document", "xl": "spreadsheetml.sheet", "ppt": "presentationml.presentation"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"


def photo(kind: str = "JPEG", size: tuple[int, int] = (80, 40), mode: str = "RGB", **extra: object) -> bytes:
    kept = BytesIO()
    Image.new(mode, size, "teal").save(kept, kind, **extra)
    return kept.getvalue()


def packed(**parts: str) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in parts.items():
            written.writestr(name, text)
    return kept.getvalue()


def office(folder: str = "word", **more: str) -> bytes:
    media = f"application/vnd.openxmlformats-officedocument.{MAIN[folder]}.main+xml"
    types = f'<Types><Override PartName="/{folder}/document.xml" ContentType="{media}"/></Types>'
    return packed(**{"[Content_Types].xml": types, f"{folder}/document.xml": "<x/>"} | more)


def crossed(content: bytes) -> bytes:
    """The same package with some of its packed bytes written over."""
    at = content.index(b"[Content_Types].xml") + 25
    return content[:at] + b"\xff" * 20 + content[at + 20 :]


def secretive() -> bytes:
    exif = Image.Exif()
    exif[0x010E], exif[0x0110], exif[0x0112] = "Lokaal 12, Sanne", "Telefoon van Kim", 6
    exif.get_ifd(0x8825)[2] = (52.0, 22.0, 11.0)
    return photo(exif=exif, comment=b"niet voor iedereen", icc_profile=b"profiel van het scherm " * 9)


def refused(content: bytes, name: str = "bestand") -> str:
    with pytest.raises(Invalid) as told:
        accept_file(content, name)
    assert told.value.facts["field"] == "file"
    return str(told.value.facts["reason"])


def test_a_photo_is_drawn_anew_and_loses_all_it_hides() -> None:
    kept = accept_file(secretive(), "IMG_2041.JPG")
    assert (kept.kind, kept.media, kept.name) == (EvidenceKind.PHOTO, "image/jpeg", "IMG_2041.jpg")
    for hidden in (b"Exif", b"Sanne", b"Telefoon", b"iedereen", b"profiel", b"ICC_PROFILE"):
        assert hidden not in kept.content
    with Image.open(BytesIO(kept.content)) as seen:
        assert dict(seen.getexif()) == {}
        assert seen.size == (40, 80), "turned upright first"


@pytest.mark.parametrize(("kind", "mode", "media"), [
    ("JPEG", "RGB", "image/jpeg"), ("JPEG", "L", "image/jpeg"), ("JPEG", "CMYK", "image/jpeg"),
    ("PNG", "RGBA", "image/png"), ("PNG", "P", "image/jpeg"), ("WEBP", "RGB", "image/jpeg"),
])  # fmt: skip
def test_every_usual_kind_of_photo_is_taken(kind: str, mode: str, media: str) -> None:
    assert accept_file(photo(kind, mode=mode), "x").media == media


def test_the_comments_of_a_png_do_not_come_along() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Sanne uit 4K2")
    assert b"Sanne" not in accept_file(photo("PNG", pnginfo=notes), "x.png").content


def test_a_large_photo_becomes_smaller() -> None:
    with Image.open(BytesIO(accept_file(photo(size=(6000, 3000)), "groot.jpg").content)) as seen:
        assert seen.size == (MAX_PHOTO_SIDE_PIXELS, MAX_PHOTO_SIDE_PIXELS // 2)


def test_a_name_does_not_decide_what_a_file_is() -> None:
    assert accept_file(PDF, "foto.jpg").name == "foto.pdf"
    assert accept_file(photo(), "verslag.pdf").kind is EvidenceKind.PHOTO


@pytest.mark.parametrize(("folder", "ending"), [("word", "docx"), ("xl", "xlsx"), ("ppt", "pptx")])
def test_documents_of_an_office_are_taken(folder: str, ending: str) -> None:
    assert accept_file(office(folder), "verslag").name == f"verslag.{ending}"


def test_open_documents_and_plain_text_are_taken() -> None:
    told = packed(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<x/>"})
    assert accept_file(told, "notulen.odt").media == "application/vnd.oasis.opendocument.text"
    assert accept_file("één;twee\n".encode(), "lijst.csv").media == "text/csv"
    assert accept_file(b"gewoon tekst", "iets").media == "text/plain"


@pytest.mark.parametrize(("content", "reason"), [
    (b"", "file_empty"),
    (b"a" * (MAX_EVIDENCE_BYTES + 1), "file_too_big"),
    (photo()[:200], "photo_broken"),
    (PDF[:20], "file_broken"),
    (b"PK\x03\x04 stuk", "file_broken"),
    (office()[:-30], "file_broken"),
    (office(**{"word/vbaProject.bin": "macro"}), "file_macros"),
    (packed(**{"[Content_Types].xml": "macroEnabled", "word/x.xml": ""}), "file_macros"),
    (packed(mimetype="application/vnd.oasis.opendocument.text", **{"Basic/Standard/x.xml": ""}), "file_macros"),
    (office("xl", **{"xl/macrosheets/sheet1.xml": "<x/>"}), "file_macros"),
    (packed(mimetype="application/vnd.oasis.opendocument.text", **{"Scripts/python/x.py": ""}), "file_macros"),
    (packed(**{"foto.txt": "los"}), "file_unknown"),
    (packed(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}), "file_unknown"),
    (crossed(office()), "file_broken"),
    (packed(**{f"word/{number}": "" for number in range(MAX_ZIP_PARTS + 1)}), "file_too_packed"),
    (office(**{"word/nullen.xml": "0" * 101_000_000}), "file_too_packed"),
    (b"<svg xmlns='x'><script/></svg>", "file_unknown"),
    (b"\n <!DOCTYPE html><p>", "file_unknown"),
    (b"MZ\x90\0 programma", "file_unknown"),
    (b"\0\0\0 ftypheic", "file_unknown"),
    ("één".encode("utf-16"), "file_unknown"),
    (b"\xff\xfe\xfa tekst", "file_unknown"),
])  # fmt: skip
def test_what_cannot_be_kept_is_refused_for_its_own_reason(content: bytes, reason: str) -> None:
    assert refused(content) == reason


def test_a_photo_with_too_many_points_is_refused_before_it_is_unpacked() -> None:
    assert refused(photo("PNG", size=(12_000, 6_000), mode="1")) == "photo_too_large"


@pytest.mark.parametrize("side", [9_600, 14_000])
def test_a_photo_that_says_it_is_huge_is_refused_whatever_it_holds(side: int) -> None:
    small = photo("PNG", size=(1, 1))
    size = struct.pack(">II", side, side)
    header = b"IHDR" + size + small[24:29]
    bomb = small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]
    assert refused(bomb) == "photo_too_large"


@pytest.mark.parametrize(("name", "clean"), [
    ("../../etc/passwd", "passwd"), (r"C:\Users\kim\foto.jpg", "foto.jpg"), ("  .verborgen ", "verborgen"),
    ("a\u202egpj.exe", "agpj.exe"), ('x<y>"z".txt', "x_y__z_.txt"), ("", "bestand"), ("///", "bestand"),
])  # fmt: skip
def test_a_name_holds_no_path_and_no_tricks(name: str, clean: str) -> None:
    assert clean_file_name(name) == clean


def test_a_long_name_is_cut_before_its_ending() -> None:
    assert clean_file_name("a" * 300 + ".jpeg", "jpg") == "a" * (MAX_FILE_NAME_LENGTH - 4) + ".jpg"


@pytest.mark.parametrize(("language", "name"), [("nl", "bestand.txt"), ("en", "file.txt")])
def test_a_file_without_a_usable_name_gets_one_in_the_readers_language(language: str, name: str) -> None:
    assert accept_file(b"gewoon tekst", "///", language).name == name
    with pytest.raises(Invalid) as refused_file:
        accept_file(b"", "", language)
    assert refused_file.value.facts["name"] == name.removesuffix(".txt")


def test_what_was_accepted_before_comes_in_again_as_it_is() -> None:
    for content, name in ((photo(), "foto.jpg"), (photo("PNG", mode="RGBA"), "teken.png"), (photo("WEBP"), "x.webp"),
                          (photo("PNG", mode="P"), "p.png"), (PDF, "verslag.pdf"), (office(), "plan.docx"),
                          (b"wie;wat\n", "lijst.csv"), (b"Notulen.", "notulen.txt")):  # fmt: skip
        kept = accept_file(content, name)
        assert accept_stored_file(kept.content, kept.name) == kept


def test_a_photo_that_still_hides_something_does_not_come_in_as_it_is() -> None:
    told = PngInfo()
    told.add_text("Auteur", "Sanne")
    kept = accept_file(photo(), "foto.jpg").content
    app = b"\xff\xe5\x00\x07Sanne"
    hiding = (
        secretive(), photo(comment=b"Sanne"), photo("PNG", mode="RGBA", pnginfo=told), photo("WEBP"),
        kept + b"Sanne", kept[:2] + app + kept[2:],
    )  # fmt: skip
    for content in hiding:
        with pytest.raises(Invalid) as refused_as_it_is:
            accept_stored_file(content, "foto.jpg")
        assert refused_as_it_is.value.facts["reason"] == "photo_hides"
