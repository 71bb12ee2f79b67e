"""Reads Chinese outline documents (一、（一）1.（1）) into a tree, and drafts from it what a yearly plan asks of whom."""
