"""Tools that generate files: reference pages, examples, the OpenAPI document."""
