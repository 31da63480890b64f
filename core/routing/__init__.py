"""Which department, and perhaps which person, a request goes to: rules as data, the first that fits."""
