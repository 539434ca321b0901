"""The caller's sound on its way to the models: one rate, cleaned, and cut where they speak, for all calls at once."""
