"""The processes behind ``alliance up``: supervisor, API server and workers."""
