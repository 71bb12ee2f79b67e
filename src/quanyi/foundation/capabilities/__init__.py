"""The one way to build a capability: actions, forms, listings and the API over them."""
