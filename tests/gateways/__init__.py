"""Tests against the provider's own published interface, in a run of their own."""
