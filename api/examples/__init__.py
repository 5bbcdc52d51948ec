"""Real answers, one file per operation, which the OpenAPI document shows as its examples.

``python -m api.examples`` asks the documented data on a database of its own and writes ``answers/*.json``; a test asks again and compares.
"""
