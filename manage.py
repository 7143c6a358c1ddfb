#!/usr/bin/env python
"""Django's own entry point, for those who expect it; the `cordee` program is the same."""

from cordee.config.programme import main

if __name__ == "__main__":
    main()
