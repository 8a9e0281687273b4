"""From a question and its passages to an answer whose citations are checked."""
