"""Cordée: the platform on which a French territory runs its ecological transition."""
