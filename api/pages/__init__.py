"""HTML pages: landing page, API documentation, explorer."""
