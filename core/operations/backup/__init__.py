"""Back-ups: one file with every row, every file that a row names, and the keys; and an installation made of it again."""
