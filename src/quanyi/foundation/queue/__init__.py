"""Work that runs later: jobs enqueued in the transaction that wants them."""
