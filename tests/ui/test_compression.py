"""Words go out compressed, everything else as it is."""

import gzip

import pytest
from django.http import FileResponse, HttpResponse, HttpResponseBase, JsonResponse
from django.test import Client, RequestFactory

from consilium.ui.compression import CompressWords


@pytest.mark.django_db
def test_a_page_is_compressed_for_who_can_read_it(client: Client) -> None:
    answer = client.get("/accounts/login/", headers={"accept-encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert b"</html>" in gzip.decompress(answer.content)
    assert "Content-Encoding" not in client.get("/accounts/login/")


@pytest.mark.parametrize(
    ("response", "compressed"),
    [
        (JsonResponse({"words": "word " * 200}), True),
        (HttpResponse("word " * 200, content_type="text/calendar; charset=utf-8"), True),
        (HttpResponse(b"RIFF" * 200, content_type="image/webp"), False),
        (HttpResponse(b"%PDF" * 200, content_type="application/pdf"), False),
        (FileResponse(iter([b"word " * 200]), content_type="text/plain"), False),
        (HttpResponse("short"), False),
        (HttpResponse(), False),
    ],
)
def test_only_words_are_compressed(response: HttpResponseBase, compressed: bool) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    answer = CompressWords(lambda _request: response).process_response(request, response)
    assert ("Content-Encoding" in answer) is compressed
