"""The offline dialog engine: an llm.LLM that needs no language model."""
