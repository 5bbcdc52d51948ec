"""HTML pages: landing page, API documentation and explorer."""
