"""What comes between the engines' hits and the passages of a prompt."""
