"""Related entities in the rows of a response (``include``) and the properties that are shown of them (``select``)."""
