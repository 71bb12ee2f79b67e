"""Security headers and fragments."""


class ContentSecurityPolicy:
    def __init__(self, respond):
        self.respond = respond

    def __call__(self, request):
        return self.respond(request)


class Fragments(ContentSecurityPolicy):
    def __call__(self, request):
        request.fragment = "HX-Request" in request.headers
        return self.respond(request)
