"""What a question asks for: a time, an amount, the largest, a list."""
