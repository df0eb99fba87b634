"""Ways for sound and text to reach the session: recordings, websocket, rooms."""
