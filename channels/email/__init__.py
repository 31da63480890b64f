"""E-mail: a way out only. Citizens are told by it; they do not converse by it yet."""

from channels import Channel
from channels.email.gateway import gateways

CHANNEL = Channel("email", gateways=gateways)
