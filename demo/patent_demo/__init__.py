"""The web page on a collection of design patents: search, shortlist, collections, and what the model makes of them."""
