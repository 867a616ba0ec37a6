"""The live discs in a real browser: turned in every way to the same place, moved in time, and true to the picture."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from impact.picture.discs import compute_level_radius
from impact.words import format_month as month_name
from tests.browser.conftest import DESKTOP, Servers, picture, settled
from tests.browser.disc_hands import (
    CLOCK,
    LOOK,
    PRESS,
    RING,
    drag,
    opened,
    point,
    ring,
    stands_at,
    swipe,
    told,
    told_after,
    touches,
)
from tests.browser.disc_world import MONTHS, make_picture

STOPS = ("previous", "choose", "next")


@pytest.fixture(scope="module")
def address(serve: Servers) -> Iterator[str]:
    url = serve(script="tests/browser/disc_page.py")
    yield url
    serve.kill(url)


@pytest.fixture
def page(desktop: Page, address: str) -> Page:
    return opened(desktop, address)


def test_it_opens_where_the_page_says_and_tells_nothing_yet(page: Page) -> None:
    stands_at(page, 1)
    stands_at(page, 0, "r0")
    assert told(page) == {
        "runs": 1,
        "turns": 0,
        "themes": {"r0": "r0t0", "r1": "r1t1", "r2": "r2t0"},
        "rotation": {"r0": 0, "r1": 1, "r2": 0},
        "month": len(MONTHS) - 1,
    }
    picture(page, "discs component")


WAYS: dict[str, Callable[[Page], object]] = {
    "mouse": lambda page: drag(page, 90, 18),
    "key": lambda page: ring(page).press("ArrowRight"),
    "button": lambda page: page.get_by_role("button", name="Ring 1: volgende sector").click(),
    "list": lambda page: page.get_by_role("combobox", name="Ring 1:").select_option("Impact 1.2"),
    "click on the sector": lambda page: page.mouse.click(*point(page, 72)),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_turning_ends_at_the_same_place_and_tells_it_once(page: Page, way: str) -> None:
    said = told_after(page, lambda: WAYS[way](page))
    stands_at(page, 2)
    assert (said["runs"], said["themes"], said["rotation"]) == (
        2,
        {"r0": "r0t0", "r1": "r1t2", "r2": "r2t0"},
        {"r0": 0, "r1": 2, "r2": 0},
    )
    expect(page.get_by_role("combobox", name="Ring 1:")).to_have_value("2")
    expect(page.get_by_role("slider", name="Ring 1")).to_have_attribute("aria-valuenow", "3")


def test_a_finger_turns_the_ring_too_and_the_phone_hides_the_labels(phone: Page, address: str) -> None:
    page = opened(phone, address)
    ring(page).scroll_into_view_if_needed()
    said = told_after(page, lambda: swipe(page, 90, 18))
    stands_at(page, 2)
    assert (said["runs"], said["rotation"][RING]) == (2, 2)
    expect(page.locator(".label").first).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "discs component phone")


def test_several_steps_in_a_row_are_told_once(page: Page) -> None:
    keys = ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowRight"]
    assert told_after(page, lambda: ring(page).evaluate(PRESS, keys))["rotation"][RING] == 3
    assert told_after(page, lambda: ring(page).press("Home"))["rotation"][RING] == 0


def test_a_rerun_with_the_same_data_leaves_the_turning_alone(page: Page) -> None:
    told_after(page, lambda: ring(page).press("End"))
    page.get_by_role("button", name="Nog eens").click()
    assert told(settled(page))["rotation"][RING] == 4
    stands_at(page, 4)


def test_after_a_visit_elsewhere_the_page_says_where_to_begin_again(page: Page) -> None:
    told_after(page, lambda: ring(page).press("End"))
    page.get_by_text("Even weg", exact=True).click()
    expect(ring(page)).to_have_count(0)
    settled(page).get_by_text("Even weg", exact=True).click()
    stands_at(page, 1)
    assert told(settled(page))["rotation"][RING] == 1
    assert told_after(page, lambda: ring(page).press("Home"))["rotation"][RING] == 0


def test_new_data_is_drawn_in_place(page: Page) -> None:
    told_after(page, lambda: ring(page).press("End"))
    sector = page.locator('[data-theme="r0t3"]')
    expect(sector).to_have_attribute("data-seen", "")
    page.get_by_text("Meer", exact=True).click()
    expect(sector).not_to_have_attribute("data-seen", "")
    stands_at(page, 4)
    assert told(settled(page))["rotation"][RING] == 4


def test_the_page_can_line_the_discs_up(page: Page) -> None:
    told_after(page, lambda: page.get_by_role("slider", name="Maand").press("PageDown"))
    page.get_by_role("button", name="Lijn uit").click()
    stands_at(page, 3)
    stands_at(page, 2, "r0")
    said = told(settled(page))
    assert (said["turns"], said["rotation"], said["month"]) == (1, {"r0": 2, "r1": 3, "r2": 1}, len(MONTHS) - 13)
    after = told_after(page, lambda: page.get_by_role("button", name="Terug naar het begin").click())
    assert (after["rotation"], after["month"]) == ({"r0": 0, "r1": 0, "r2": 0}, len(MONTHS) - 13)


def test_lining_up_again_turns_again_and_may_bring_a_month_along(page: Page) -> None:
    page.get_by_role("button", name="Lijn uit").click()
    stands_at(page, 3)
    told_after(page, lambda: ring(page).press("Home"))
    page.get_by_text("Meer", exact=True).click()
    settled(page).get_by_role("button", name="Lijn uit").click()
    stands_at(page, 3)
    expect(page.get_by_role("slider", name="Maand")).to_have_value("6")
    assert told(settled(page))["month"] == 6


@pytest.mark.parametrize("month", [0, 9, 23])
def test_the_discs_show_the_angles_and_radii_of_the_picture(page: Page, month: int) -> None:
    page.get_by_role("slider", name="Maand").fill(str(month))
    expect(page.locator(".months output")).to_have_text(month_name("nl", MONTHS[month]))
    expected = make_picture()
    last = expected.get_sector("r1t0").radii[month].seen
    expect(page.locator('[data-theme="r1t0"]')).to_have_attribute(
        "data-seen", "" if last is None else f"{round(last, 1):g}"
    )
    looks = page.locator(".sector").evaluate_all(LOOK)
    for disc in expected.discs:
        for sector in disc.sectors:
            look, radii = looks[sector.theme.id], sector.radii[month]
            wished = [radii.seen, radii.confirmed, radii.wanted]
            assert look["angle"] == pytest.approx(sector.middle_angle, abs=0.001)
            assert look["told"] == [None if length is None else pytest.approx(length, abs=0.051) for length in wished]
            assert look["open"] == (radii.seen is None)
            for length, drawn in zip(wished, look["drawn"], strict=True):
                if length is not None and length > disc.base_radius + 0.1:
                    assert drawn == pytest.approx(length, abs=0.1)


def test_not_yet_seen_and_level_zero_look_different(page: Page) -> None:
    unseen, zero = page.locator('[data-theme="r2t3"]'), page.locator('[data-theme="r2t1"]')
    expect(unseen.locator(".ask")).to_have_text("?")
    assert not unseen.locator(".edge").get_attribute("d")
    expect(zero.locator(".ask")).to_have_text("")
    assert zero.locator(".edge").get_attribute("d")
    base = compute_level_radius(0, make_picture().discs[2].base_radius, make_picture().discs[2].top_radius)
    assert zero.get_attribute("data-seen") == f"{round(base, 1):g}"


def test_time_moves_in_the_browser_and_is_told_on_release(page: Page) -> None:
    slider = page.get_by_role("slider", name="Maand")
    said = told_after(page, lambda: slider.press("PageDown"))
    assert (said["runs"], said["month"]) == (2, len(MONTHS) - 13)
    expect(slider).to_have_attribute("aria-valuetext", "aug 2025")
    assert told_after(page, lambda: slider.press("ArrowRight"))["month"] == len(MONTHS) - 12
    assert told_after(page, lambda: slider.press("PageUp"))["month"] == len(MONTHS) - 1


def test_play_runs_through_time_and_tells_it_only_when_it_pauses(page: Page) -> None:
    page.get_by_role("button", name="Afspelen").click()
    expect(page.locator(".wave").first).to_be_attached()
    expect(page.get_by_role("slider", name="Maand")).to_have_value("3")
    assert told(page)["turns"] == 0
    said = told_after(page, lambda: page.get_by_role("button", name="Pauze").click())
    assert said["month"] == int(page.get_by_role("slider", name="Maand").input_value())
    assert 3 <= said["month"] < len(MONTHS) - 1


def test_ripples_between_the_outlined_sectors_are_drawn_and_no_others(page: Page) -> None:
    expect(page.locator(".link")).to_have_count(1)
    expect(page.locator(".link")).to_have_attribute("data-n", "4")
    told_after(page, lambda: ring(page).press("Home"))
    expect(page.locator(".link")).to_have_count(2)
    expect(page.locator(".link.hinders title")).to_have_text("1 hinderende rimpel van Impact 2.0 naar Impact 1.0")
    expect(page.locator(".link:not(.hinders)")).to_have_attribute("data-n", "2")


def test_labels_stand_upright_wherever_their_sector_stands(page: Page) -> None:
    hrefs = page.locator('[data-ring="r0"] textPath').evaluate_all("all => all.map(path => path.getAttribute('href'))")
    assert [href.endswith("-low") for href in hrefs] == [False, False, True, True, False]
    told_after(page, lambda: ring(page, "r0").press("ArrowLeft"))
    hrefs = page.locator('[data-ring="r0"] textPath').evaluate_all("all => all.map(path => path.getAttribute('href'))")
    assert [href.endswith("-low") for href in hrefs] == [False, True, True, False, False]


def test_pointing_at_a_sector_reads_it_in_words_and_text_stays_text(page: Page) -> None:
    page.mouse.move(*point(page, 144))
    expect(page.locator(".read")).to_contain_text("Impact 1.3")
    expect(page.locator(".read")).to_contain_text("gewenst 3,5 · nog niet gezien")
    assert page.locator(".stone b, .caption b").count() == 0
    expect(page.locator(".caption")).to_contain_text("<b>Techniek</b>")


def test_the_keyboard_reaches_every_part_in_turn(page: Page) -> None:
    ring(page, "r0").focus()
    passed = []
    for _ in range(10):
        page.keyboard.press("Tab")
        passed.append(page.locator(".rimpel :focus").get_attribute("data-at"))
    assert passed == [
        "ring r1",
        "ring r2",
        "play",
        "month",
        *(f"{part} {r}" for r in ("r2", "r1") for part in ("previous", "choose", "next")),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_discs(new_page: Callable[..., Page], address: str, scheme: str) -> None:
    page = opened(new_page(**DESKTOP, color_scheme=scheme), address)
    page.get_by_role("slider", name="Ring 1").focus()
    found = Axe().run(page, {"include": [[".stBidiComponent"]]}, {"resultTypes": ["violations", "passes"]}).response
    assert "aria-input-field-name" in [one["id"] for one in found["passes"]]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []


def test_presenting_fills_the_screen_and_ends(page: Page) -> None:
    page.get_by_role("button", name="Presenteren", exact=True).click()
    stage = page.locator(".rimpel.presenting")
    expect(stage).to_have_count(1)
    expect(page.locator(".facts").first).to_be_visible()
    page.get_by_role("button", name="Stoppen met presenteren").click()
    expect(stage).to_have_count(0)


def test_where_full_screen_is_refused_presenting_fills_the_window_and_escape_ends_it(page: Page) -> None:
    page.locator(".rimpel").evaluate("one => { one.requestFullscreen = () => Promise.reject(new Error('refused')) }")
    page.get_by_role("button", name="Presenteren", exact=True).click()
    stage = page.locator(".rimpel.presenting")
    expect(stage).to_have_count(1)
    assert stage.bounding_box() == {"x": 0, "y": 0, **DESKTOP["viewport"]}
    page.keyboard.press("Escape")
    expect(stage).to_have_count(0)
    expect(page.get_by_role("button", name="Presenteren", exact=True)).to_be_focused()


def test_without_motion_everything_stands_at_once(new_page: Callable[..., Page], address: str) -> None:
    page = opened(new_page(**DESKTOP, reduced_motion="reduce"), address)
    ring(page).evaluate(PRESS, ["ArrowRight"])
    assert ring(page).get_attribute("data-rotation") == "-144"
    page.get_by_role("button", name="Afspelen").click()
    expect(page.get_by_role("slider", name="Maand")).to_have_value("2")
    assert page.locator(".wave").count() == 0


def test_turning_and_moving_eight_rings_of_twelve_sectors_costs_little_script(
    new_page: Callable[..., Page], address: str, record_property: Callable[[str, object], None]
) -> None:
    page = opened(new_page(**DESKTOP), f"{address}/?size=large")
    page.evaluate(CLOCK)
    told_after(page, lambda: page.get_by_role("combobox", name="Ring 7:").select_option(index=6))
    told_after(page, lambda: page.get_by_role("slider", name="Maand").press("PageDown"))
    frames = sorted(page.evaluate("window.frames_ms"))
    assert len(frames) > 5
    record_property("script per frame, median, ms", frames[len(frames) // 2])
    record_property("script per frame, slowest, ms", frames[-1])
    print(f"script per frame: median {frames[len(frames) // 2]:.2f} ms, slowest {frames[-1]:.2f} ms of {len(frames)}")


def test_a_phone_can_still_scroll_past_the_discs(phone: Page, address: str) -> None:
    page = opened(phone, address)
    box = page.locator(".pond > svg").bounding_box()
    assert box is not None
    corner, scrolled = box["x"] + 4, "document.querySelector('[data-testid=stMain]').scrollTop"
    touches(
        page,
        [point(page, 90, "r2"), *((point(page, 90, "r2")[0], box["y"] + 150 - step) for step in range(0, 120, 10))],
    )
    assert page.evaluate(scrolled) == 0
    touches(page, [(corner, box["y"] + box["height"] - 4 - step) for step in range(0, 160, 10)])
    page.wait_for_function(f"{scrolled} > 50")
