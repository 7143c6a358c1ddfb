"""The public site of the plans: reads what is below, and owns only what describes the publication."""
