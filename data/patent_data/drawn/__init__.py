"""The drawn corpus: parametric objects, drawn as patent offices ask, written in DeepPatent2's own shape."""
