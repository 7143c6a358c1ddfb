"""Plans, axes and fiches: who does what, by when, with which money, towards which effect."""
