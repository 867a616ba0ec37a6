import pytest
from sqlalchemy import Engine

from db import collaborations, tables
from db.imports import batches
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.errors import Unreachable
from impact.importing.plan.parsed_sheet import Remark
from impact.model import Who
from impact.words import error_text
from pages.data import import_progress
from pages.data.remark_table import MAX_REMARKS_SHOWN, write_remarks_csv
from pages.ui.browser import PENDING_COOKIES
from pages.ui.language import escape_markdown
from pages.ui.visitor import COLLABORATION_COOKIE
from tests.build import make_person
from tests.pages.bringing import FILE, PAGE, chosen, frames, give, here, number, of_its_own, opened, take_in, texts
from tests.pages.doors import open_page, press


def mangled() -> bytes:
    lines = FILE.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[4] = lines[4].replace("2013-02-20;", "gisteren;")
    return "".join(lines).encode()


def test_a_file_is_shown_first_and_changes_nothing(engine: Engine, who: Who) -> None:
    screen = of_its_own(chosen(who))
    assert "105 waarnemingen zijn goed te lezen." in texts(screen)
    assert "Minder schooluitval" in texts(screen)
    assert len(frames(screen)[0]) == 9
    assert number(engine) == 0


def test_a_file_of_ours_goes_into_a_collaboration_of_its_own_in_one_click(engine: Engine, who: Who) -> None:
    screen = take_in(of_its_own(chosen(who)))
    assert number(engine) == 105
    with open_read_session(engine) as session:
        mine = {one.name: one.id for one in collaborations.list_collaborations(session, who.person_id)}
    assert set(mine) == {"Leerroute Techniek", "lijst"}
    assert screen.session_state[PENDING_COOKIES][COLLABORATION_COOKIE] == mine["lijst"]
    assert "105 waarnemingen zijn binnen." in texts(screen)


def test_a_new_collaboration_needs_a_name_and_gets_the_one_typed(engine: Engine, who: Who) -> None:
    screen = of_its_own(chosen(who))
    screen.text_input(key="data_apart_name").set_value(" ")
    take_in(screen)
    assert screen.error
    assert number(engine, tables.Collaboration) == 1
    screen.text_input(key="data_apart_name").set_value("Echte bevindingen")
    take_in(screen)
    with open_read_session(engine) as session:
        assert "Echte bevindingen" in [one.name for one in collaborations.list_collaborations(session, who.person_id)]


def test_new_desired_impact_is_asked_first_where_there_is_some_already(engine: Engine, who: Who) -> None:
    screen = take_in(here(chosen(who)))
    assert "Er is niets overgenomen" in screen.error[0].value
    assert number(engine) == 0


def test_a_file_is_proposed_to_go_here_but_not_among_what_is_made_up(engine: Engine, who: Who) -> None:
    assert chosen(who).radio(key="data_into").value == "this"
    with open_write_session(engine) as session:
        session.get_one(tables.Collaboration, who.collaboration_id).fictional = True
    assert chosen(who).radio(key="data_into").value == "apart"


def test_a_file_may_go_into_this_collaboration_and_out_again_in_one_click(engine: Engine, who: Who) -> None:
    screen = here(chosen(who))
    screen.checkbox(key="data_allow").check()
    take_in(screen)
    assert (number(engine), number(engine, tables.Collaboration)) == (105, 1)
    press(screen, "data_report_undo")
    assert (number(engine), number(engine, tables.Batch)) == (0, 0)
    assert "Hier is nog niets uit een bestand gekomen" in texts(screen)


def test_the_report_stays_and_says_why_when_taking_it_out_again_is_refused(
    engine: Engine, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = here(chosen(who))
    screen.checkbox(key="data_allow").check()
    take_in(screen)

    def refuse(*_: object) -> bool:
        raise Unreachable

    monkeypatch.setattr(batches, "undo_batch", refuse)
    press(screen, "data_report_undo")
    assert error_text.describe_error("nl", Unreachable()) in [one.value for one in screen.error]
    assert "data_report_done" in [one.key for one in screen.button]
    assert number(engine) == 105


def test_what_was_brought_in_before_is_undone_from_the_list(engine: Engine, who: Who) -> None:
    screen = here(chosen(who))
    screen.checkbox(key="data_allow").check()
    press(take_in(screen), "data_report_done")
    next(one for one in screen.button if one.label == "Ongedaan maken").click().run()
    assert not screen.exception
    assert (number(engine), number(engine, tables.Batch)) == (0, 0)


def test_undoing_a_collaboration_of_its_own_returns_to_the_other_one(engine: Engine, who: Who) -> None:
    screen = press(take_in(of_its_own(chosen(who))), "data_report_undo")
    assert (number(engine), number(engine, tables.Collaboration)) == (0, 1)
    assert "Leerroute Techniek" in texts(screen)


def test_a_refused_row_is_shown_by_line_and_does_not_stop_the_others(engine: Engine, who: Who) -> None:
    screen = of_its_own(chosen(who, mangled()))
    told = [5, "wanneer", "gisteren", "Dit is geen datum die we herkennen."]
    assert frames(screen)[0].iloc[0].tolist() == told
    take_in(screen)
    assert number(engine) == 104
    assert "1 rij kon niet mee." in texts(screen)


def test_with_all_or_nothing_one_refused_row_keeps_everything_out(engine: Engine, who: Who) -> None:
    screen = of_its_own(chosen(who, mangled()))
    screen.checkbox(key="data_whole").check()
    take_in(screen)
    assert "Er is niets overgenomen" in screen.error[0].value
    assert number(engine) == 0


def test_the_first_of_many_refused_rows_are_shown_and_all_downloaded(engine: Engine, who: Who) -> None:
    head, row = FILE.read_text(encoding="utf-8").splitlines()[:2]
    wrong = row.replace(row.split(";")[0], "ooit", 1)
    screen = chosen(who, "\n".join([head, row, *[wrong] * (MAX_REMARKS_SHOWN + 1)]).encode())
    assert len(frames(screen)[0]) == MAX_REMARKS_SHOWN
    assert "Hele lijst downloaden (CSV)" in [one.proto.label for one in screen.get("download_button")]


def test_refused_rows_as_a_file_hold_no_formula() -> None:
    told = write_remarks_csv([Remark(5, "richting", "=1+1", "unknown_word", {})], "nl").decode("utf-8-sig")
    assert told.splitlines()[1] == "5;richting;'=1+1;Dit woord kennen we hier niet."


def test_a_double_click_takes_in_once(engine: Engine, who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    # As after a run that was cut off between keeping the rows and letting go of the file: the next one goes on.
    once = iter([True])
    finish = import_progress._finish_import

    def cut_off(taking: import_progress.RunningImport, stopped: bool) -> None:
        if next(once, None) is None:
            finish(taking, stopped)
        taking.pieces = taking.rows = 0

    monkeypatch.setattr(import_progress, "_finish_import", cut_off)
    screen = take_in(of_its_own(chosen(who)))
    screen.run()
    assert (number(engine), number(engine, tables.Batch)) == (105, 1)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 een werkblad", "Dit Excel-bestand is beschadigd"),
        (b"%PDF-1.7 een verslag", "Dit is geen lijst"),
        (b"naam;kleur\n", "In dit bestand staan alleen kolomnamen"),
        (b" \n", "Dit bestand is leeg"),
    ],
)
def test_a_broken_file_gets_one_clear_sentence(engine: Engine, who: Who, content: bytes, says: str) -> None:
    screen = chosen(who, content)
    assert [one.value.startswith(says) for one in screen.error] == [True]
    assert not [one for one in screen.button if str(one.key) in ("data_take_in", "data_next")]


def test_another_file_starts_from_its_own_name_and_asks_anew(engine: Engine, who: Who) -> None:
    screen = here(chosen(who))
    screen.checkbox(key="data_allow").check().run()
    give(screen, FILE.read_bytes(), "andere lijst.csv")
    assert of_its_own(screen).text_input(key="data_apart_name").value == "andere lijst"
    assert here(screen).checkbox(key="data_allow").value is False


def test_text_from_a_file_is_never_markdown(engine: Engine, who: Who) -> None:
    told = FILE.read_text(encoding="utf-8").replace("Minder schooluitval", "**[x](http://x)** $a$")
    assert escape_markdown("**[x](http://x)** $a$") in texts(of_its_own(chosen(who, told.encode())))


def test_a_refused_value_is_no_formula_when_its_table_is_downloaded(engine: Engine, who: Who) -> None:
    told = FILE.read_text(encoding="utf-8").replace("2010-01-01;", "=1+1;")
    assert set(frames(of_its_own(chosen(who, told.encode())))[0].iloc[:, 2]) == {"'=1+1"}


@pytest.mark.parametrize(
    ("view", "headers"),
    [
        (
            "in",
            [
                "Import observations", "Imported earlier", "Log sheet to take with you", "A table of figures",
                "Import a collaboration from a file",
            ],
        ),
        ("out", ["Export observations", "The whole collaboration in one file", "A link for Power BI or Excel"]),
        ("backup", ["Backup"]),
    ],
)  # fmt: skip
def test_every_view_is_complete_in_english(engine: Engine, who: Who, view: str, headers: list[str]) -> None:
    screen = open_page(who, PAGE, "en", view=view)
    assert [one.value for one in screen.header] == headers


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_the_screen_is_closed_for_who_may_not_manage(engine: Engine, who: Who, role: Role) -> None:
    with open_write_session(engine) as session:
        other = make_person(session, who.collaboration_id, role)
    screen = opened(other)
    assert not screen.header
    assert "Dit scherm is niet voor je rol" in screen.info[0].value


def test_a_log_sheet_is_offered_with_what_it_is_for(engine: Engine, who: Who) -> None:
    screen = opened(who)
    assert "Invullijst downloaden" in [one.proto.label for one in screen.get("download_button")]
    assert "Het werkt zonder netwerk" in texts(screen)
