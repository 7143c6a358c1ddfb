"""The history of one object is read on its page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="ecriture",
            index=models.Index(fields=["objet_type", "objet_id", "-id"], name="journal_par_objet"),
        ),
    ]
