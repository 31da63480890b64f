"""Citizens: how they are reached, what they allowed, and how surely we know them."""
