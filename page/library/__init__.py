"""The document library behind its tab: what is in it, what is done to it, and how both are shown."""
