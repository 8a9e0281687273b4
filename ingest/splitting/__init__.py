"""From a text to its chunks."""
