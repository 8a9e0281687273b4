"""Which documents and chunks are meant, searched and seen."""
