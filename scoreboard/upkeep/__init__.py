"""The admin's own pages for the catalogue's upkeep: who is who, and squads. Each shows first what it would do."""
