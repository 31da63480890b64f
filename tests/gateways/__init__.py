"""Tests against the provider's own published interface and against a token, in a run of their own."""
