"""The report of a run as one file of HTML that needs nothing but itself."""
