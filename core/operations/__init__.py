"""Running an installation: logs, back-ups, sweeps, alarms, a doctor. Nothing here belongs to one municipality."""
