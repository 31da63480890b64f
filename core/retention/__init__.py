"""Retention: how long each thing is kept, by which rule, and that it goes when its time is over."""
