"""INSIGHT: indicators, evaluation and reports; reads every domain."""
