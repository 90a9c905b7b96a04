"""The published formats that can be imported, a module (or a few) each: `read(path)` gives ImportedSeasons."""
