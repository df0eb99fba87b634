"""Speech to text and text to speech: local engines, Deepgram, ElevenLabs."""
