import re
class Pattern:
    def __init__(s,p): s.p=re.compile(p); s.literal = p if p.isalnum() else None
    def matches(s,t): return bool(s.p.fullmatch(t))
    def replace_all(s,t,r): return s.p.sub(r.replace('$','\\'),t)
    def replace_first(s,t,r): return s.p.sub(r.replace('$','\\'),t,1)
    def spans(s,t): return (m.span() for m in s.p.finditer(t))
pattern = Pattern
