"""Read, check and write data packages."""
