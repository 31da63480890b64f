"""Emergencies: one alert, written by one person and let out by another, from which every form of it is made."""
