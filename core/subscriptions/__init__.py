"""Subscriptions: who wants to be told what, of which part of the town, by which way, and when not."""
