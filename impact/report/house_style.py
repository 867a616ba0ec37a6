"""What slides, paper and workbook look like: one accent, soft and faint greys, and the scale above the bars."""

ACCENT_COLOUR = "#0B5C8A"
SOFT_GREY = "#55606C"
FAINT_GREY = "#D5DAE0"
BAR_SCALE_TEXT = "0 – 4"
