"""From a file to its text: which format reads it, and what is wrong with it or its encoding."""
