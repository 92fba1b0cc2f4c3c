"""Modules for the `evaluate` library; load them by path, see `modeling_patent.evaluation.module_path`."""
