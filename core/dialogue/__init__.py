"""How any service is talked through: what a citizen may say, what is asked, and what comes next."""
