"""What a file is, and what may not be kept."""

from __future__ import annotations

import pytest

from cordee.documents.domain import TYPE_INCONNU, FichierRefuse, reconnaitre_type
from cordee.documents.domain.types import EXTENSIONS_REFUSEES, OLE, PROGRAMMES, SIGNATURES, TYPES, ZIP


@pytest.mark.parametrize(
    ("debut", "nom", "attendu"),
    [
        (b"%PDF-1.7", "a.pdf", "application/pdf"),
        (b"%PDF-1.7", "A.PDF", "application/pdf"),
        (ZIP, "plan.docx", TYPES["docx"]),
        (ZIP, "plan.ods", TYPES["ods"]),
        (OLE, "vieux.xls", "application/vnd.ms-excel"),
        (b"{\\rtf1", "vieux.doc", "application/msword"),
        (b"\xff\xd8\xff\xe0", "photo.jpeg", "image/jpeg"),
        (b"a;b\n1;2", "a.csv", "text/csv"),
        (b"<svg xmlns='x'>", "logo.svg", "image/svg+xml"),
        (b"<!doctype html>", "page.html", "text/html"),
        (b"n'importe quoi", "a.xyz", TYPE_INCONNU),
        (b"n'importe quoi", "sans extension", TYPE_INCONNU),
        (b"MZ;commune;montant\n", "mesures.csv", "text/csv"),
    ],
)
def test_le_type_se_reconnait(debut: bytes, nom: str, attendu: str) -> None:
    assert reconnaitre_type(debut, nom) == attendu


@pytest.mark.parametrize(("signature", "quoi"), PROGRAMMES)
def test_un_programme_est_refuse_quel_que_soit_son_nom(signature: bytes, quoi: str) -> None:
    with pytest.raises(FichierRefuse, match=quoi):
        reconnaitre_type(signature + b"\x00\x01", "Délibération.pdf")


def test_un_programme_windows_deguise_est_refuse() -> None:
    with pytest.raises(FichierRefuse, match="programme Windows"):
        reconnaitre_type(b"MZ\x90\x00\x03", "Délibération.docx")


@pytest.mark.parametrize("fin", sorted(EXTENSIONS_REFUSEES))
def test_une_extension_de_programme_est_refusee(fin: str) -> None:
    with pytest.raises(FichierRefuse, match=f"Les fichiers .{fin} sont des programmes"):
        reconnaitre_type(b"du texte", f"Bilan.{fin.upper()}")


@pytest.mark.parametrize("fin", sorted(SIGNATURES))
def test_un_fichier_qui_n_est_pas_ce_qu_il_annonce_est_refuse(fin: str) -> None:
    with pytest.raises(FichierRefuse, match=f"pas un vrai .{fin}"):
        reconnaitre_type(b"<html>Connectez-vous</html>", f"Bilan.{fin}")


def test_un_fichier_vide_est_refuse() -> None:
    with pytest.raises(FichierRefuse, match="vide"):
        reconnaitre_type(b"", "Bilan.pdf")
