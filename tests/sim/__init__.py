"""A town in virtual time: one real server core, plain clients, a network and a nemesis that breaks all of them."""
