"""Language models: GGUF files by llama.cpp, model servers, prompts as token ids, memory."""
