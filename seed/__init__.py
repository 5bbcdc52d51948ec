"""What the data is: the model, data packages, the bundled data. Pure: no driver, no network."""
