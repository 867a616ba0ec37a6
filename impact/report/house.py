"""What slides, paper and workbook look like: one accent, soft and faint greys, and the scale above the bars."""

ACCENT = "#0B5C8A"
SOFT = "#55606C"
FAINT = "#D5DAE0"
SCALE = "0 – 4"
