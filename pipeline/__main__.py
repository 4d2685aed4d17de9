"""`python -m pipeline` is the command `cronista`."""

from .cli import main

if __name__ == "__main__":
    main()
