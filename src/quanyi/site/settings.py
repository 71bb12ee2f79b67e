"""Django's settings, derived from the bank's configuration."""

from django.utils.translation import gettext_lazy as _

from quanyi.site import boot, catalogues, configuration

boot.prepare()
CONFIGURATION = configuration.load()
DATA = CONFIGURATION.data
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = CONFIGURATION.secret_key()
DEBUG = False
SECURE = CONFIGURATION.flag("https")
ALLOWED_HOSTS = [host for host in CONFIGURATION.get("hosts").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in CONFIGURATION.get("origins").split(",") if origin]

INSTALLED_APPS = [
    "quanyi.foundation.ui",
    "quanyi.foundation.org",
    "quanyi.foundation.queue",
    "quanyi.foundation.subjects",
    "quanyi.foundation.audit",
    "quanyi.foundation.search",
    "quanyi.foundation.capabilities",
    "quanyi.foundation.reference",
    "quanyi.foundation.documents",
    "quanyi.foundation.notices",
    "quanyi.foundation.exchange",
    "quanyi.foundation.clocks",
    "quanyi.foundation.administration",
    "quanyi.domains.complaints",
    "quanyi.faces.console",
    "quanyi.site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "quanyi.foundation.ui.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "quanyi.foundation.capabilities.middleware.ForgeryOfApi",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "quanyi.foundation.ui.middleware.Fragments",
    "quanyi.foundation.capabilities.middleware.SignInRequired",
    "quanyi.foundation.administration.middleware.OwnPassword",
    "quanyi.foundation.capabilities.middleware.Acting",
    "quanyi.foundation.capabilities.middleware.ReadOnlyGet",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "quanyi.site.urls"
WSGI_APPLICATION = "quanyi.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "quanyi.foundation.ui.pages.shell",
            ],
            "builtins": [
                "quanyi.foundation.ui.templatetags.ui",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

DATABASES = {"default": CONFIGURATION.database()}
configuration.refuse_unsound(DATABASES["default"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(DATA / "cache"),
    }
}

AUTH_USER_MODEL = "org.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "quanyi.foundation.org.backends.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# Lock-out is axes' alone (below): two counters would answer with two different pages.
ACCOUNT_RATE_LIMITS = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
# Per account *and* source, so that a stranger cannot lock a colleague out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "quanyi.foundation.org.backends.counted_name"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_SENSITIVE_PARAMETERS: list[str] = []

SESSION_COOKIE_NAME = "__Host-quanyi" if SECURE else "quanyi"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-quanyi-csrf" if SECURE else "quanyi-csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "quanyi.foundation.ui.pages.forged"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.flag("proxy") else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_TEMP_DIR = None

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "quanyi-language"
LOCALE_PATHS = catalogues.compile_stale(DATA / "locale")
TIME_ZONE = CONFIGURATION.get("time_zone")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = str(DATA / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(DATA / "files")}},
    "staticfiles": {"BACKEND": "quanyi.site.storage.StaticFiles"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"quanyi": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
