"""Keys and tokens: their forms as the issuers document them, where a file holds one, and samples that are none."""
