"""Money, dates, codes and phone numbers as sounds, and back."""
