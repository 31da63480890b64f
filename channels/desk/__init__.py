"""The clerk's desk: the queue, one request with all that is known of it, and the counter where a clerk types for a visitor."""

from channels import Channel
from channels.desk.medium import MEDIUM
from channels.desk.views import blueprint

CHANNEL = Channel("desk", MEDIUM, blueprint, checks="session")
