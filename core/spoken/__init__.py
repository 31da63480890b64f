"""Spoken words: how what is written is said aloud, on whichever channel it is heard."""
