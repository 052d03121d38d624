"""`python -m velogate.grammar` computes the kept parse tables anew."""

from velogate.grammar.tables import main

main()
