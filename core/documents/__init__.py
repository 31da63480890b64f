"""Documents on paper: what all of them share."""
