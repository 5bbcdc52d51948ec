"""Programs that write derived files: reference pages, examples, the OpenAPI document."""
