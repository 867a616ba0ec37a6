from hypothesis import given
from hypothesis import strategies as st

from impact.report.pack import ListBlock, StoryBlock, StoryLink, TableBlock, TableColumn
from impact.report.pagination import break_into_columns, break_story, break_table
from impact.report.text_measure import count_lines, cut_to_height, measure_height

WIDTH, ROOM = 5.8, 4.6
words = st.text("abcdefghij ,.", max_size=400).map(lambda text: " ".join(text.split()))
some = st.lists(words.filter(bool), max_size=8)


@given(words, st.floats(0.1, 5), st.sampled_from([11.5, 14.0, 20.0]))
def test_cutting_loses_nothing_and_what_is_kept_fits(text: str, room: float, size: float) -> None:
    kept, rest = cut_to_height(text, size, WIDTH, room)
    assert f"{kept} {rest}".split() == text.split()
    assert measure_height(kept, size, WIDTH) <= room or len(kept.split()) <= 1 or count_lines(kept, size, WIDTH) == 1


@given(st.lists(st.builds(ListBlock, words, some.map(tuple)), max_size=8))
def test_points_keep_their_words_in_order_and_stay_within_their_column(points: list[ListBlock]) -> None:
    slides = list(break_into_columns(points, WIDTH, ROOM))
    told = " ".join(item for pair in slides for _, column in pair for part in column for item in part.items)
    assert told.split() == " ".join(item for one in points for item in one.items).split()
    for pair in slides:
        assert len(pair) <= 2
        for _, column in pair:
            assert sum(part.height for part in column) <= ROOM + 0.35 or len(column) == 1


@given(st.lists(st.tuples(words, st.integers(0, 10**6)), min_size=1, max_size=40))
def test_a_table_keeps_its_rows_in_order_over_the_slides(rows: list[tuple[str, int]]) -> None:
    table = TableBlock("Alles", (TableColumn("Wat", 3), TableColumn("n", 1, is_numeric=True)), tuple(rows))
    parts = list(break_table(table, ROOM, WIDTH * 2, 1.9, "nl"))
    assert [first for first, _ in parts] == [sum(len(grid.rows) for _, grid in parts[:at]) for at in range(len(parts))]
    assert [row[0] for _, grid in parts for row in grid.rows] == [row[0] for row in rows]
    assert all(grid.table_height <= ROOM + 1e-6 or len(grid.rows) == 1 for _, grid in parts)


@given(st.lists(words.filter(bool), min_size=1, max_size=9))
def test_a_story_keeps_its_steps_in_order_with_at_most_five_on_a_slide(sentences: list[str]) -> None:
    chain = StoryBlock(tuple(StoryLink("leidt tot", sentence, "Docenten", "", 0) for sentence in sentences))
    groups = list(break_story(chain, WIDTH * 2, ROOM))
    assert [step.link for group in groups for step in group] == list(chain.links)
    assert all(len(group) <= 5 for group in groups)
    for group in groups:
        assert [step.top for step in group] == sorted(step.top for step in group)
        assert group[-1].top + group[-1].way_height + group[-1].height <= ROOM + 0.05 or len(group) == 1
