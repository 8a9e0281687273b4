"""The chat tab: questions, answers, what these rest on, and saved conversations."""
