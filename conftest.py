"""What holds in every test: the network ends at this machine, and each action writes exactly one record."""

pytest_plugins = ["tests.silence", "tests.records"]
