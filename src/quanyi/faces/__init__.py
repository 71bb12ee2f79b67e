"""FACES: what people open: the public portal and the staff console."""
