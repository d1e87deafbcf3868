"""Whether what is installed is what each platform loads: small checks, grouped in families, and what mends them."""
