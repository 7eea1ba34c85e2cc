"""Discovery: finding releases that are not in the catalogue yet, and proposing entries for them.

What belongs here: places where releases appear (`places`), telling pages apart by address (`addresses`), what a page
says about itself (`guess`), from places to proposals (`search`), writing an entry (`propose`). What does not: running
anything for what was found (`flows.watch`).
"""
