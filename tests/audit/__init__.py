"""Long runs over the whole installation, outside of the usual tests."""
