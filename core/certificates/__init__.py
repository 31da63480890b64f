"""Certificates: decided by a clerk, printed, sealed, handed over, and checked by whoever receives them."""
