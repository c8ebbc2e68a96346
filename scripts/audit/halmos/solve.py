"""Bitwuzla over one SMT-LIB file, for Halmos: Yices 2.6.4, its default, calls sums that are equal different.

Its answer and model go to standard output.
"""

import sys

from bitwuzla import Option, Options, Parser, TermManager

options = Options()
options.set(Option.PRODUCE_MODELS, True)
Parser(TermManager(), options).parse(sys.argv[1], False, True)
