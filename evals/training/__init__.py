"""How the recogniser is made: its examples, their variation, the network, and what it was measured to do."""
