"""The options that serving words share."""

import argparse
import socket

PORTS = range(1, 65_536)


def parser(word: str, description: str, data: str) -> argparse.ArgumentParser:
    """Return the reader of a serving word's options.

    Args:
        word: the word.
        description: what it does.
        data: the data folder without ``--data``.
    """
    reader = argparse.ArgumentParser(f"quanyi {word}", description=description)
    reader.add_argument("--port", type=port, default=8000, help="default 8000")
    reader.add_argument("--host", default="127.0.0.1", help="address to listen on; default this machine alone")
    reader.add_argument("--data", default=data, help=f"folder of everything the bank owns; default {data}")
    reader.add_argument("--workers", type=int, default=2, choices=range(1, 65), metavar="N", help="web processes")
    reader.add_argument("--json", action="store_true", help="announce readiness as one JSON line")
    return reader


def port(text: str) -> int:
    """Read a port number."""
    if not text.isascii() or not text.isdecimal() or int(text) not in PORTS:
        raise argparse.ArgumentTypeError(f"'{text}' is no port; write a number from 1 to 65535")
    return int(text)


def in_use(host: str, number: int) -> bool:
    """Tell whether somebody listens there already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError:
            return True
    return False
