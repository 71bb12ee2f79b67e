"""Addresses of the administration's own pages."""

from django.urls import path

from quanyi.foundation.administration import pages

urlpatterns = [
    path("administration/form/<str:name>/<str:reference>/", pages.form, name="administration_form"),
    path("administration/people/<str:username>/", pages.person, name="administration_person"),
    path("administration/units/<str:code>/", pages.unit, name="administration_unit"),
    path("administration/roles/", pages.matrix, name="administration_roles"),
    path("administration/roles/<str:code>/", pages.role, name="administration_role"),
    path("administration/rules/<str:rule_id>/", pages.rule, name="administration_rule"),
    path("administration/calendars/", pages.calendars, name="administration_calendars"),
    path("administration/calendars/<int:year>/", pages.calendar, name="administration_calendar"),
    path("administration/jobs/<int:pk>/", pages.job, name="administration_job"),
    path("administration/schedules/", pages.schedules, name="administration_schedules"),
    path("administration/settings/", pages.settings_page, name="administration_settings"),
    path("administration/trail/<int:pk>/", pages.record, name="administration_record"),
]
