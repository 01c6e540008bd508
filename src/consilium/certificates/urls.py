from django.urls import path

from consilium.certificates import report_views, verification, views

app_name = "certificates"
SEMINAR = "seminars/<slug:slug>"
DESK = f"{SEMINAR}/organise/certification"
urlpatterns = [
    path(f"{SEMINAR}/report", report_views.report_of, name="report"),
    path(f"{SEMINAR}/report.pdf", report_views.paper, name="report_paper"),
    path(f"{SEMINAR}/report.zip", report_views.pack, name="report_pack"),
    path("certificates", verification.check, name="check"),
    path("certificates/<str:number>", verification.verify, name="verify"),
    path("certificates/<str:number>/file", verification.file, name="file"),
    path("certificates/<str:number>/<slug:what>", verification.change, name="change"),
    path(f"{SEMINAR}/certificate", views.mine, name="mine"),
    path(f"{SEMINAR}/certificate/<str:pk>/award", views.award, name="award"),
    path(f"{SEMINAR}/evaluation", views.evaluation, name="evaluation"),
    path(DESK, views.desk, name="desk"),
    path(f"{DESK}/issued", views.issued, name="issued"),
    path(f"{DESK}/<str:pk>/drop", views.drop, name="drop"),
]
