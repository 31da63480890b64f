"""A telephone for demonstrations, training and tests: it texts and calls the very same webhooks as the provider would."""
