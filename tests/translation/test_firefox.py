"""Mozilla's real models for Portuguese: verified, loaded once, used by several threads; or refused."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from consilium.translation import configured
from consilium.translation.engines import ModelDamaged, Router
from consilium.translation.engines.firefox import Firefox, Model, models
from consilium.translation.masking import Terms
from consilium.translation.rendering import render
from tests.support.models import REGISTRY

KNOWN = json.loads(REGISTRY.read_text())


@pytest.fixture(scope="module")
def firefox(packaged_models: Path) -> Firefox:
    return Firefox(models(packaged_models / "translation", KNOWN))


def own(packaged: Path, folder: Path) -> Path:
    """A copy of the English-Portuguese model that a test may spoil."""
    shutil.copytree(packaged / "translation" / "en-pt", folder / "en-pt")
    return folder


def test_medical_sentences_come_out_in_order(firefox: Firefox) -> None:
    assert firefox.pairs() == {("en", "pt"), ("pt", "en")}
    there = firefox.translate(["The patient has a fever.", "", " ", "Give oxygen."], "en", "pt")
    assert "febre" in there[0] and there[1:3] == ["", " "] and "oxigénio" in there[3].replace("ê", "é")
    [back] = firefox.translate(["O doente tem febre."], "pt", "en")
    assert "fever" in back


def test_several_threads_may_ask_at_once(firefox: Firefox) -> None:
    texts = [f"The patient needs {number} litres of oxygen." for number in range(24)]
    alone = firefox.translate(texts, "en", "pt")
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(lambda text: firefox.translate([text], "en", "pt")[0], texts))
    assert made == alone and all(str(number) in text for number, text in enumerate(made))


@pytest.mark.parametrize(
    ("source", "target", "text", "kept"),
    [
        ("en", "pt", "Start noradrenaline at 0.05 µg/kg/min.", "0,05 µg/kg/min"),
        ("en", "pt", "Give 25 μg of fentanyl.", "25 µg"),
        ("en", "pt", "Creatinine was 120 µmol/L.", "120 µmol/L"),
        ("pt", "en", "Administre 25 µg de fentanilo.", "25 µg"),
        ("en", "pt", "Keep SpO2 ≥ 92 % and lactate <2 mmol/L.", "≥ 92 %"),
        ("en", "pt", "≤ 5 mg is enough.", "≤ 5 mg"),
        ("pt", "en", "Plaquetas de 150 × 10⁹/L.", "150 × 10⁹/L"),
        ("en", "pt", "A β-blocker, not an α-blocker.", "bloqueador β, não um bloqueador α"),
        ("en", "pt", "Take ½ tablet.", "½ comprimido"),
    ],
)
def test_signs_that_the_models_do_not_have_come_through(
    firefox: Firefox, source: str, target: str, text: str, kept: str
) -> None:
    """Without our care they were left out: 25 µg was 25 g, and nobody was told whether 92 % was the least."""
    route = Router([firefox]).route(source, target)
    assert route
    made, doubts = render(text, route, Terms([]))
    assert kept in made and doubts == (), made


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The patient’s dose isn’t enough.", r"\bnão é\b"),
        ("You don’t need it, and mustn’t take it.", r"\bnão precisa.*\bnão deve"),
        ("He said: “it is not a diagnosis”.", '"'),
        ("«Septic» is one word.", '"'),
    ],
)
def test_typographic_signs_take_no_words_away(firefox: Firefox, text: str, kept: str) -> None:
    """With the apostrophe of phones a denial was translated as its contrary."""
    [made] = firefox.translate([text], "en", "pt")
    assert re.search(kept, made), made


def test_mcg_stays_as_it_was_written(firefox: Firefox) -> None:
    [made] = firefox.translate(["Give 25 mcg and 5 µg."], "en", "pt")
    assert "25 mcg" in made and "5 mcg" in made


@pytest.mark.parametrize("file", ["model.bin", "vocab.spm", "lex.bin"])
@pytest.mark.parametrize("spoiled", ["changed", "cut", "empty", "a folder"])
def test_a_damaged_file_is_refused_by_its_hash(
    packaged_models: Path, tmp_path: Path, file: str, spoiled: str
) -> None:
    path = own(packaged_models, tmp_path) / "en-pt" / file
    data = path.read_bytes()
    path.unlink()
    if spoiled == "a folder":
        path.mkdir()
    else:
        path.write_bytes(
            {"changed": data[:-1] + bytes([data[-1] ^ 1]), "cut": data[:-100], "empty": b""}[spoiled]
        )
    found = [model for model in models(tmp_path, KNOWN) if model.is_here]
    if spoiled == "a folder":
        assert found == []
        return
    with pytest.raises(ModelDamaged, match=f"{file} is not the file that was pinned"):
        Firefox(found).translate(["Hello."], "en", "pt")


def test_a_file_that_vanished_after_the_look_is_told(packaged_models: Path, tmp_path: Path) -> None:
    engine = Firefox(models(own(packaged_models, tmp_path), KNOWN))
    (tmp_path / "en-pt" / "lex.bin").unlink()
    with pytest.raises(ModelDamaged, match=r"lex\.bin"):
        engine.translate(["Hello."], "en", "pt")


def test_whole_files_that_are_no_model_are_refused_without_a_crash(tmp_path: Path) -> None:
    import hashlib

    (tmp_path / "xx-yy").mkdir()
    names = {"model.bin": b"no model", "vocab.spm": b"none", "lex.bin": b"none"}
    for name, data in names.items():
        (tmp_path / "xx-yy" / name).write_bytes(data)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in names.items()}
    with pytest.raises(ModelDamaged, match="cannot be loaded"):
        Firefox([Model("xx", "yy", tmp_path / "xx-yy", hashes)]).translate(["Hello."], "xx", "yy")
    with pytest.raises(ModelDamaged, match="has no vocabulary"):
        only = {"model.bin": hashes["model.bin"]}
        Firefox([Model("xx", "yy", tmp_path / "xx-yy", only)]).translate(["Hello."], "xx", "yy")


def test_a_model_may_bring_its_own_manifest_and_a_broken_one_is_passed_over(tmp_path: Path) -> None:
    sha = {"sha256": "0" * 64}
    entries = {
        "en-ru": json.dumps({"source": "en", "target": "ru", "files": {"model.bin": sha}}),
        "en-zz": "{",
        "en-ff": "[]",
        "en-up": json.dumps(
            {"source": "en", "target": "up", "files": {"../../etc/passwd": sha, "model.bin": sha}}
        ),
        "en-no": json.dumps({"source": "en", "target": "no", "files": {"vocab.spm": sha}}),
        "en-ha": json.dumps({"source": "en", "target": "ha", "files": {"model.bin": "hash"}}),
    }
    for name, text in entries.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.json").write_text(text)
    found = models(tmp_path, {})
    assert [(model.source, model.target) for model in found] == [("en", "ru")]
    assert not found[0].is_here and Firefox(found).pairs() == frozenset()


def test_a_model_that_arrives_is_used_without_a_restart(
    packaged_models: Path, tmp_path: Path, settings: Settings
) -> None:
    settings.MODELS_DIR, settings.TRANSLATION_ENGINES = tmp_path, ["firefox"]
    assert configured.router().known() == frozenset()
    own(packaged_models, tmp_path / "translation")
    settings.TRANSLATION_ENGINES = ["firefox", "openai"]  # else the next look comes in ten seconds
    assert configured.router().known() == {("en", "pt")}
