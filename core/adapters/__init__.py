"""The real things behind the ports that are not channels."""
