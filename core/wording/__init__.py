"""Canned answers: what a town hall writes again and again, written once, approved once, in each of its languages."""
