"""The rich menu: what its two tabs hold, how they are drawn, and how LINE gets them."""
