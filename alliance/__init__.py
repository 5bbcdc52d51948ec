"""Client of the alliance explorer's API, for scripts and notebooks.

>>> from alliance import Explorer
>>> with Explorer("http://127.0.0.1:8000") as explorer:
...     schools = explorer.to_pandas("/v1/schools", filter="level:secondary")

The package needs httpx and pydantic. :meth:`~alliance.client.Explorer.to_pandas` needs pandas and pyarrow,
:meth:`~alliance.client.Explorer.to_polars` needs polars.
"""

from alliance.client import Explorer
from alliance.errors import DataChangedError, NoResponseError, PagingError, ProblemError
from alliance.rows import Answer, Entity, Meta

__all__ = ["Answer", "DataChangedError", "Entity", "Explorer", "Meta", "NoResponseError", "PagingError", "ProblemError"]
