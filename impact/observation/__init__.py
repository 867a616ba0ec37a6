"""The rules of one observation: its texts, its evidence, its states and merging two versions."""
