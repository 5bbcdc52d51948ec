"""A small program on the Python client: schools with programs, and which enterprises take the graduates of which program.

python docs/examples/explorer.py http://127.0.0.1:8000
"""

from __future__ import annotations

import sys

from pydantic import BaseModel

from alliance import Entity, Explorer, ProblemError


class School(Entity):
    """A school; only the properties that are used here."""

    level: str | None = None
    code: str | None = None


class Fed(BaseModel):
    """A row of the question `enterprises-fed-by-programs`."""

    enterprise: Entity
    program: Entity
    year: int | None = None
    graduates: int | None = None
    origin: str


def main(url: str) -> None:
    """Print the schools, the rows of the question, its citation and an error."""
    with Explorer(url) as explorer:
        for school in explorer.rows(School, "/v1/schools", filter="has:offers", per_page=3):
            print(f"{school.name} ({school.level}, {school.origin})")
        fed = explorer.page(Fed, "/v1/questions/enterprises-fed-by-programs", origin="documented")
        for row in fed.results:
            print(f"{row.program.name} -> {row.enterprise.name}: {row.graduates if row.graduates is not None else 'no number given'}")
        print(f"cite: {fed.meta.cite}")
        try:
            explorer.get("/v1/schools", filter="levle:secondary")
        except ProblemError as problem:
            print(f"{problem.status} {problem.code}: {problem}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
