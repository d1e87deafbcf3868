"""The report as a page: one file of HTML that asks nothing of any network."""
