"""Changes of the territory: collectivités, members, answers. Each is one function, atomic, permissioned and
journaled."""
