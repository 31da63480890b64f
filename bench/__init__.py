"""Speed as ratios: Thyrida and a bare reference, on the same server and database, in turns within one run."""
