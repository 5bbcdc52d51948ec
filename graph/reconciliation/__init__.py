"""Match names in a spreadsheet to entities in the graph, with scores and reasons. Only certain candidates are marked as matches.

::

    normalisation   normalise names: width, case, script, punctuation, numbers, pinyin
    vocabulary      words that describe the kind of an entity, and their synonyms
    places          the places in the graph and their hierarchy
    names           parse a name into places, distinguishing core, kind and numbers
    typos           distinguish spelling errors from different names
    similarity      the result of a comparison, and the reasons
    scoring         compare two names: points and reasons
    inverted_index  a compact map from words to numbers
    index           all names of one data version, and candidate lookup
    properties      compare additional properties
    matcher         answer a query: candidates, and whether the best one is certain
    index_source    one index per data version, read from the store
    extension       properties of matched entities
"""
