"""What is kept: the only package that says SQL. Its rows never leave it."""
