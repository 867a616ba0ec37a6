"""Files in and out: bytes in, model out, and back."""
