"""Names of a spreadsheet to things of the graph, with a score, the reasons for it, and a match only where that is safe.

::

    normalise   one way to write a name: width, case, script, marks, numbers, pinyin
    vocabulary  the words that say what kind of thing a name names, and which of them mean the same
    places      the places that the graph knows, and which lies in which
    names       a name taken apart: places, what distinguishes it, its kind, its numbers
    typos       what may be a typing error, and what is another name
    score       two names compared: points and reasons
    index       all names of one data version, and which of them may fit
    match       a query answered: candidates, and whether the best is certain
    source      an index for each data version, read from the store
    extension   properties of things that were matched
"""
