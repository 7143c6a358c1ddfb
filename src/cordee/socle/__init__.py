"""The Django ground on which the applications stand, without any business: permissions, htmx, templates, static
files."""
