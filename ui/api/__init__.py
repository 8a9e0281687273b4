"""The HTTP API: OpenAI's and privateGPT's requests, answered by the same chain as everything."""
