"""Finds the same complaint told many times: groups of near-duplicate texts, and topics that grow by week.

Start at ``groups.group`` for a whole collection, ``index.Index`` for one text after another,
``topics.rising`` for topics.
"""
