"""Conversations as prompts: in token ids, or by the chat template of a file."""
