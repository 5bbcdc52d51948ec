"""The applications of one process: they share routes, and nothing that a request changes."""

from __future__ import annotations

from fastapi import FastAPI

from api.app import create_app


def services(app: FastAPI) -> set[int]:
    """Return the identities of the objects whose methods are endpoints: they keep clients, drafts, the console or an index."""
    owners = (getattr(getattr(route, "endpoint", None), "__self__", None) for route in app.router.routes)
    return {id(owner) for owner in owners if owner is not None}


def test_applications_share_no_service() -> None:
    one, two = create_app(), create_app()
    assert len(services(one)) == len(services(two)) > 0
    assert services(one) & services(two) == set()


def test_applications_share_no_measures() -> None:
    assert create_app().state.measures is not create_app().state.measures
