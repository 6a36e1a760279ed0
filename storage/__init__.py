"""Storage: the only package that uses SQL. Table rows never leave it."""
