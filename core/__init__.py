"""Thyrida's core: services, conversations, requests, people, messages. It knows no channel and no web framework."""
