"""Files in and out: imports of commands, exports of listings."""
