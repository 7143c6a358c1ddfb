"""Gives the titles and the names that are already there the key by which they are sorted."""

import re
import unicodedata

from django.db import migrations

LOT = 500
HORS_CLE = re.compile(r"[^a-z0-9.]+")


def cle_naturelle(texte):
    """As it stood when the column came."""
    plat = unicodedata.normalize("NFKD", texte.lower().replace("œ", "oe").replace("æ", "ae"))
    plat = "".join(c for c in plat if not unicodedata.combining(c)).lower()
    return re.sub(r"[0-9]+", mesurer, HORS_CLE.sub(" ", plat).strip())


def mesurer(trouve):
    chiffres = trouve[0].lstrip("0") or "0"
    return f"{min(len(chiffres), 99):02d}{chiffres}"


def remplir(apps, schema_editor):
    for modele, colonne in (("Fiche", "titre"), ("Plan", "nom")):
        objets = apps.get_model("plans", modele).objects.using(schema_editor.connection.alias)
        lot = []
        for objet in objets.filter(cle_tri="").only("pk", colonne).iterator(chunk_size=LOT):
            objet.cle_tri = cle_naturelle(getattr(objet, colonne))[:340]
            lot.append(objet)
            if len(lot) == LOT:
                objets.bulk_update(lot, ["cle_tri"])
                lot = []
        objets.bulk_update(lot, ["cle_tri"])


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_cle_tri")]

    operations = [
        migrations.RunPython(remplir, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="plan", options={"ordering": ["cle_tri", "id"], "verbose_name": "plan", "verbose_name_plural": "plans"}
        ),
    ]
