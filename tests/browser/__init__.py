"""The citizens' and clerks' stories in a real Chromium, with an accessibility check on every page."""
