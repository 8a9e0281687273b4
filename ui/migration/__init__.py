"""From the settings of privateGPT and private-gpt to ours: what each name becomes, and why."""
