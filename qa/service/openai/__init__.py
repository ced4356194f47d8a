"""The library as a model: OpenAI's Chat Completions, for clients that know nothing else."""
