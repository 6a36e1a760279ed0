def boilerplate_blocks(blocks):
    return frozenset()
