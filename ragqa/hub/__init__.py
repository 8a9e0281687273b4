"""Where models come from: which there are, which suits this machine, and how they are fetched."""
