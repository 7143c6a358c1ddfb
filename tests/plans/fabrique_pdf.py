"""PDF files as people make them, for the tests of imports: laid out by WeasyPrint, or written byte by byte."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import weasyprint

STYLE = """<style>
@page { size: A4; margin: 2cm; @top-left { content: 'PCAET du Val' }
  @bottom-center { content: 'Page ' counter(page) ' sur ' counter(pages) } }
body { font: 10.5pt sans-serif } h2 { font-size: 14pt } table { border-collapse: collapse; width: 100% }
td, th { border: 0.7pt solid #333; padding: 3pt 5pt; vertical-align: top; text-align: left }
</style>"""
PHRASES = (
    "Le territoire compte de nombreux logements anciens, dont la consommation est élevée. La collectivité souhaite "
    "accompagner les ménages dans leurs travaux, avec les artisans et les opérateurs de l’habitat."
)


def page(corps: str, style: str = "") -> bytes:
    """The PDF of this HTML."""
    octets: bytes = weasyprint.HTML(string=STYLE + style + corps).write_pdf()
    return octets


def fiche_en_tableau(numero: str, titre: str) -> str:
    """A fiche as PCAET publish them: labels on the left, sous-actions in merged cells."""
    return f"""<table><tr><td colspan=3><b>Fiche action n° {numero} : {titre}</b></td></tr>
<tr><td><b>Enjeux et contexte</b></td><td colspan=2>{PHRASES} {PHRASES}</td></tr>
<tr><td><b>Objectifs</b></td><td colspan=2>
<ul><li>Réduire les consommations</li><li>Former les artisans</li></ul></td></tr>
<tr><td><b>Impact de l’action</b></td><td colspan=2>☒ Atténuation ☐ Adaptation ☒ GES ☐ Energie</td></tr>
<tr><td rowspan=4><b>Sous-action 1</b></td><td>Descriptif</td><td>Ouvrir une maison de l’habitat.</td></tr>
<tr><td>Public-cible</td><td>Ménages</td></tr><tr><td>Etat</td><td>A développer</td></tr>
<tr><td>Calendrier</td><td>2025 - 2027</td></tr>
<tr><td colspan=3><b>PILOTAGE</b></td></tr>
<tr><td><b>Maître d’ouvrage</b></td><td colspan=2>CC du Val</td></tr>
<tr><td><b>Partenaires</b></td><td colspan=2>ADEME, Région</td></tr>
<tr><td><b>Indicateurs de suivi et d’évaluation</b></td><td colspan=2>Nombre de ménages conseillés.</td></tr></table>"""


def ecrire_objets(objets: Sequence[bytes], fin: bytes = b"") -> bytes:
    """A PDF of these objects, the first being its catalogue; `fin` is added to its trailer."""
    sortie = b"%PDF-1.7\n"
    places = []
    for numero, objet in enumerate(objets, 1):
        places.append(len(sortie))
        sortie += b"%d 0 obj\n" % numero + objet + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    debut = len(sortie)
    nombre = len(objets) + 1
    entete = b"xref\n0 %d\n0000000000 65535 f \n" % nombre
    return (
        sortie + entete + table + (b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (nombre, fin, debut))
    )


def une_page(contenu: bytes, catalogue: bytes = b"", fin: bytes = b"") -> bytes:
    """A PDF of one page whose content is written in the language of PDF."""
    flux = zlib.compress(contenu, 9)
    police = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    return ecrire_objets(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources%s>>" % police,
            b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(flux), flux),
        ],
        fin,
    )
