"""Times, money, codes, addresses and phone numbers as sounds, and back.

`when` understands spoken times and `hear` other spoken values, `repairs` what a speaker takes back; `say` puts values
into words and `spoken` reads a written reply for the voice. The grammars are in `times` and `values`; the words that
tell what a number is stand in `cues.tsv`.
"""
