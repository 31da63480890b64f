"""The people of the town hall: accounts, roles, departments, sign-in."""
