"""The meeting in a real browser: one click, and the slides are there."""

from pathlib import Path

from playwright.sync_api import Page
from pptx import Presentation

from tests.browser.conftest import PATIENCE_S, RunningServer, picture
from tests.browser.hands import button, example_pond, known, opened


def test_one_click_brings_the_slides_of_the_example(
    shared_server: RunningServer, desktop: Page, tmp_path: Path
) -> None:
    pond = example_pond(shared_server)
    page = opened(known(desktop, pond), pond, "meeting")
    picture(page, "meeting")
    with page.expect_download(timeout=PATIENCE_S * 1000) as asked:
        button(page, "meeting.pptx").click()
    assert asked.value.suggested_filename.startswith("overleg-")
    asked.value.save_as(tmp_path / "pack.pptx")
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(str(tmp_path / "pack.pptx")).slides]
    assert titles[0].startswith("Fictief voorbeeld")
    assert titles[-1] == "Hoe is dit berekend?"
    assert len(titles) > 12
