"""Pages."""


def shell(request):
    return {}


def forged(request, reason=""):
    raise SystemError
