"""Photos that go along with an edit: choosing, ordering and naming them."""
