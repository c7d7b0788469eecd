"""What a person is told, once, over whichever channel reaches them."""
