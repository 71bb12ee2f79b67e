"""DOMAINS: one room per part of the programme; rooms do not know each other."""
