"""What Office files of all kinds have in common."""
