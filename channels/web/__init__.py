"""The citizen's pages: one question a page, without scripts where there are none, in the citizen's language."""

from channels import Channel
from channels.web.medium import MEDIUM
from channels.web.views import blueprint

CHANNEL = Channel("web", MEDIUM, blueprint, checks="csrf", proved_by_address=("web.unsubscribed",))
