"""java.util.Formatter."""
def format_text(pattern, args): return pattern
