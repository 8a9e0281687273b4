"""What else is kept with an index: answers, conversations, pinned documents."""
