"""Everything that leaves the building: written with what causes it, delivered afterwards."""
