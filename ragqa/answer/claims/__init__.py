"""Whether what an answer says is said by the passages that it cites."""
