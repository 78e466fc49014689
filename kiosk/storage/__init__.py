"""The encrypted store: connection and threads, named migrations, one file per aggregate, outbox, audit."""
