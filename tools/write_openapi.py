"""``python -m tools.write_openapi``: print the current OpenAPI document."""

from __future__ import annotations

import sys

from api import openapi
from api.app import create_app

if __name__ == "__main__":
    sys.stdout.buffer.write(openapi.render(create_app()))
