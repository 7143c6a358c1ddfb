"""What people type on the screens of the référentiels, turned into clean values. One file per screen."""
