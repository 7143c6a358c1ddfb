"""Full-text index over plans_textefiche: FTS5 and triggers on SQLite, a generated tsvector and GIN on PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE plans_textefiche_fts USING fts5(titre, acteurs, corps, content='plans_textefiche', "
    "content_rowid='fiche_id', tokenize=\"unicode61 tokenchars '.'\")",
    "CREATE TRIGGER plans_textefiche_ajout AFTER INSERT ON plans_textefiche BEGIN "
    "INSERT INTO plans_textefiche_fts(rowid, titre, acteurs, corps) "
    "VALUES (new.fiche_id, new.titre, new.acteurs, new.corps); END",
    "CREATE TRIGGER plans_textefiche_retrait AFTER DELETE ON plans_textefiche BEGIN "
    "INSERT INTO plans_textefiche_fts(plans_textefiche_fts, rowid, titre, acteurs, corps) "
    "VALUES ('delete', old.fiche_id, old.titre, old.acteurs, old.corps); END",
    "CREATE TRIGGER plans_textefiche_changement AFTER UPDATE ON plans_textefiche BEGIN "
    "INSERT INTO plans_textefiche_fts(plans_textefiche_fts, rowid, titre, acteurs, corps) "
    "VALUES ('delete', old.fiche_id, old.titre, old.acteurs, old.corps); "
    "INSERT INTO plans_textefiche_fts(rowid, titre, acteurs, corps) "
    "VALUES (new.fiche_id, new.titre, new.acteurs, new.corps); END",
)
POSTGRESQL = (
    "ALTER TABLE plans_textefiche ADD COLUMN vecteur tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', titre), 'A') || setweight(to_tsvector('simple', acteurs), 'B') || "
    "setweight(to_tsvector('simple', corps), 'D')) STORED",
    "CREATE INDEX plans_textefiche_vecteur ON plans_textefiche USING gin (vecteur)",
)
RETRAIT = {
    "sqlite": (
        "DROP TRIGGER plans_textefiche_ajout",
        "DROP TRIGGER plans_textefiche_retrait",
        "DROP TRIGGER plans_textefiche_changement",
        "DROP TABLE plans_textefiche_fts",
    ),
    "postgresql": ("ALTER TABLE plans_textefiche DROP COLUMN vecteur",),
}


def creer(apps, schema_editor):
    for ordre in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(ordre)


def retirer(apps, schema_editor):
    for ordre in RETRAIT[schema_editor.connection.vendor]:
        schema_editor.execute(ordre)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(creer, retirer)]
