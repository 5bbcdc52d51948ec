"""The measures. Each module defines one ``MEASURE``."""
