"""The slides in a real office program: LibreOffice opens them and turns every one into a page."""

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader

from impact.report.pptx import write_pack_pptx
from tests.impact.report.reporting import example_pack


def office() -> str:
    """The program, or no test; where everything is checked it has to be there."""
    found = shutil.which("soffice")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("there is no LibreOffice on this machine")
    if found is None:
        pytest.skip("there is no LibreOffice on this machine")
    return found


@pytest.mark.slow
def test_an_office_program_opens_the_slides_and_shows_every_title_and_foot(tmp_path: Path) -> None:
    pack = example_pack()
    content = write_pack_pptx(pack)
    (tmp_path / "pack.pptx").write_bytes(content)
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [
        office(),
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "pack.pptx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pages = ["".join(page.extract_text().split()) for page in PdfReader(tmp_path / "pack.pdf").pages]
    slides = Presentation(BytesIO(content)).slides
    assert len(pages) == len(slides)
    for page, slide in zip(pages, slides, strict=True):
        assert slide.shapes.title is not None
        assert "".join(slide.shapes.title.text_frame.text.split()) in page
        assert "".join(pack.footer_text.split()) in page
