"""The lists in which requests stand: the queue and its order, counts, saved views, and what a search finds."""
