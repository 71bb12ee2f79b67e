"""The WSGI entry that gunicorn serves."""

from django.core.wsgi import get_wsgi_application

from quanyi.site import boot

boot.prepare()
application = get_wsgi_application()
