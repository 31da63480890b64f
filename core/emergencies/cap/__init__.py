"""The Common Alerting Protocol 1.2 (OASIS Standard, 1 July 2010): alerts as documents for other machines, out and in."""
