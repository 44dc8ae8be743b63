"""Claims: who, in which campaign, did what, to how many of what, over which period, compared with what."""
