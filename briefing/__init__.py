"""Asks a language model by the OpenAI-compatible API that the operator chose, a local one too."""
