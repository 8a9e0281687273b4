"""Whether a model fits into what memory is free."""
