"""The tenants: every row belongs to one of them."""
