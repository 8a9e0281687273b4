"""Language models: GGUF files by llama.cpp, prompts as token ids."""
