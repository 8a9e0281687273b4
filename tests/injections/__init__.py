"""Documents that try to be obeyed, written for the tests: see documents.jsonl."""
