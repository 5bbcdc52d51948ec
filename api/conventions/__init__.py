"""Conventions that every route keeps: paging, selection by origin and date, the shape of an answer."""
