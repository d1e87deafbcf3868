"""The canonical artifacts: kinds, ids, fields and the catalog that holds them."""
