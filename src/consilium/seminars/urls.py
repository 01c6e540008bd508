from django.urls import path

from consilium.seminars import organising, views

app_name = "seminars"
DESK = "seminars/<slug:slug>/organise"
urlpatterns = [
    path("", views.programme, name="programme"),
    path("calendar.ics", views.feed, name="feed"),
    path("join/<str:token>", views.join, name="join"),
    path("organise", organising.organiser, name="organiser"),
    path("seminars/new", organising.new, name="new"),
    path("seminars/<slug:slug>", views.seminar, name="seminar"),
    path("seminars/<slug:slug>/calendar.ics", views.calendar, name="calendar"),
    path("seminars/<slug:slug>/documents/<str:document_id>", views.document, name="document"),
    path("seminars/<slug:slug>/register", views.register, name="register"),
    path("seminars/<slug:slug>/cancel", views.cancel, name="cancel"),
    path("seminars/<slug:slug>/about-me", views.about_me, name="about_me"),
    path("seminars/<slug:slug>/drop-pass", views.drop_pass, name="drop_pass"),
    path(DESK, organising.basics, name="basics"),
    path(f"{DESK}/agenda", organising.agenda, name="agenda"),
    path(f"{DESK}/sessions/<str:pk>", organising.session, name="session"),
    path(f"{DESK}/sessions/<str:pk>/remove", organising.remove_session, name="remove_session"),
    path(f"{DESK}/sessions/<str:pk>/contributions", organising.add_contribution, name="add_contribution"),
    path(f"{DESK}/contributions/<str:pk>", organising.contribution, name="contribution"),
    path(f"{DESK}/contributions/<str:pk>/move", organising.move_contribution, name="move_contribution"),
    path(f"{DESK}/contributions/<str:pk>/remove", organising.remove_contribution, name="remove_contribution"),
    path(f"{DESK}/people", organising.people, name="people"),
    path(f"{DESK}/roles/<str:pk>", organising.role, name="role"),
    path(f"{DESK}/roles/<str:pk>/remove", organising.remove_role, name="remove_role"),
    path(f"{DESK}/links/<str:pk>/revoke", organising.revoke_link, name="revoke_link"),
    path(f"{DESK}/slides", organising.slides, name="slides"),
    path(f"{DESK}/certificates", organising.certificates, name="certificates"),
    path(f"{DESK}/documents", organising.documents, name="documents"),
    path(f"{DESK}/documents/<str:pk>/remove", organising.remove_document, name="remove_document"),
    path(f"{DESK}/registrations", organising.registrations, name="registrations"),
    path(f"{DESK}/registrations/<str:pk>", organising.decide, name="decide"),
    path(f"{DESK}/publish", organising.publish, name="publish"),
    path(f"{DESK}/withdraw", organising.withdraw, name="withdraw"),
    path(f"{DESK}/duplicate", organising.duplicate, name="duplicate"),
]
