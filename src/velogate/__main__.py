"""`python -m velogate`."""

from velogate.runners.cli import main

if __name__ == "__main__":
    main(prog_name="velogate")
