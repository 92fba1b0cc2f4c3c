"""The patent_retrieval metric for the `evaluate` library."""
