"""Texts: one reply a turn, at most three parts, in Greek as it is written."""

from channels import Channel
from channels.sms.gateway import gateways
from channels.sms.medium import MEDIUM
from channels.sms.views import blueprint

CHANNEL = Channel("sms", MEDIUM, blueprint, checks="signature", gateways=gateways)
