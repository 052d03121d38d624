"""The reference library: a proven template for each call that people put behind API Gateway; an entry is a folder.

`velogate.library.index` finds entries, `reading` makes them of their folders, `entry` is what they are, `filling` puts
values in the place of `{{option}}`.
"""
