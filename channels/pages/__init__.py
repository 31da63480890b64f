"""What the channels with pages share: a step drawn as a page, a form read as a reply, a turn taken and answered.

It is no channel itself: the citizen's pages and the counter's hand in their own addresses, templates and sessions.
"""
