"""From the text of a cell to a date, a level, a count or a word from our lists."""
