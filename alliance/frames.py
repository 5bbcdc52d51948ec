"""Data frames from Parquet exports: their columns have the types that the server declares."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


def pandas_frame(content: bytes) -> pd.DataFrame:
    """Return a Parquet file as a frame with nullable types. Lists of texts are Python lists.

    :raises ImportError: pandas or pyarrow is not installed.
    """
    try:
        import pandas as pd  # noqa: PLC0415  # the client works without them
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as problem:
        raise ImportError("to_pandas requires pandas and pyarrow. Install them with: pip install pandas pyarrow") from problem
    types = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype(), pa.bool_(): pd.BooleanDtype(), pa.string(): pd.StringDtype()}
    table = parquet.read_table(io.BytesIO(content))
    frame: pd.DataFrame = table.to_pandas(types_mapper=types.get)
    for field in table.schema:
        if pa.types.is_list(field.type):
            frame[field.name] = table.column(field.name).to_pylist()
    frame.attrs = json.loads((table.schema.metadata or {}).get(b"alliance", b"{}"))
    return frame


def polars_frame(content: bytes) -> pl.DataFrame:
    """Return a Parquet file as a frame.

    :raises ImportError: polars is not installed.
    """
    try:
        import polars as pl  # noqa: PLC0415  # as above
    except ImportError as problem:
        raise ImportError("to_polars requires polars. Install it with: pip install polars") from problem
    return pl.read_parquet(io.BytesIO(content))
