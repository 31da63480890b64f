"""Requests: filed by citizens, worked by clerks, with their clock, their history and their protocol."""
