"""The kinds of jobs that an emergency names."""

# Tell those who were told before; rehearse; write the page that stands on files.
TELL_AGAIN = "tell-those-told"
REHEARSE = "rehearse-alert"
PAGE = "write-emergency-page"
