"""The open API: what another program reads and writes, with the rights of the person whose key it holds."""
