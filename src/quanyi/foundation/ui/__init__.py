"""How everything looks: components, page frames, navigation."""
