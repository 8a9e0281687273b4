"""Documents into an index.

    from ingest.splitting.split import SPLITTER
    from ingest.sync import sync
    from ragqa import open_index
    report = sync(Path("documents"), open_index(index="data/index", splitter=SPLITTER), ...)

Nothing is offered here: a function ``ingest.sync`` would hide behind the module of that name.
"""
