"""The telephone: every step spoken, answered by keys, and by a voice message where words are needed."""

from channels import Channel
from channels.ivr.gateway import gateways
from channels.ivr.medium import MEDIUM
from channels.ivr.views import blueprint

CHANNEL = Channel("ivr", MEDIUM, blueprint, checks="signature", gateways=gateways)
