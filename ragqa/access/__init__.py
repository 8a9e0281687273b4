"""Who asks, and what they may do: users, API keys, logins, and the one function that decides."""
