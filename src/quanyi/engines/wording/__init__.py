"""Finds misleading wording and missing statements in marketing texts, and says which article stands behind each finding."""
