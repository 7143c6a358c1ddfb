"""Changes of the référentiels of a collectivité, and loads of their définitions. Each is one function, atomic,
permissioned and journaled, whatever the door."""
