"""The languages, written for people: Lark grammars, and the tables that Lark makes of them (see velogate.lalr)."""
