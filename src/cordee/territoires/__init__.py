"""Collectivités, groupements, members, competences; questions de personnalisation and the language of their rules."""
