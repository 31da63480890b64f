"""A telephone for demonstrations, training and tests: it texts and calls the very same webhooks as the provider would.

It speaks for demonstration towns only, and no real number can be reached with it.
"""

from channels import Channel
from channels.simulator.pages import blueprint

CHANNEL = Channel("simulator", None, blueprint, checks="csrf")
