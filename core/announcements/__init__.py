"""Announcements: what the town hall tells people, written once and told on every channel that they chose."""
