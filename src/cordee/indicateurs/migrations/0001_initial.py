import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('comptes', '__first__'),
        ('territoires', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('code', models.CharField(max_length=30, primary_key=True, serialize=False, verbose_name='code')),
                ('libelle', models.CharField(max_length=120, verbose_name='libellé')),
                ('ordre', models.PositiveSmallIntegerField(default=100, verbose_name='ordre')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['ordre', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Indicateur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifiant', models.CharField(blank=True, max_length=40, null=True, unique=True, verbose_name='identifiant')),
                ('titre', models.CharField(max_length=300, verbose_name='titre')),
                ('titre_court', models.CharField(blank=True, max_length=120, verbose_name='titre court')),
                ('titre_long', models.CharField(blank=True, max_length=400, verbose_name='titre long')),
                ('cle_titre', models.CharField(db_index=True, max_length=320, verbose_name='titre normalisé')),
                ('cle_recherche', models.CharField(max_length=1000, verbose_name='clé de recherche')),
                ('cle_tri', models.CharField(db_index=True, max_length=90, verbose_name='ordre')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('description_officielle', models.TextField(blank=True, verbose_name='description officielle')),
                ('unite', models.CharField(blank=True, max_length=80, verbose_name='unité')),
                ('precision', models.PositiveSmallIntegerField(default=2, verbose_name='décimales')),
                ('borne_min', models.FloatField(null=True, verbose_name='borne inférieure')),
                ('borne_max', models.FloatField(null=True, verbose_name='borne supérieure')),
                ('sans_valeur_utilisateur', models.BooleanField(default=False, verbose_name='sans saisie')),
                ('participation_score', models.BooleanField(default=False, verbose_name="participe au score d'une mesure")),
                ('valeur_calcule', models.TextField(blank=True, verbose_name='formule')),
                ('expr_cible', models.TextField(blank=True, verbose_name='valeur cible')),
                ('expr_seuil', models.TextField(blank=True, verbose_name='valeur limite')),
                ('libelle_cible_seuil', models.CharField(blank=True, max_length=300, verbose_name='explication de la cible')),
                ('version', models.CharField(blank=True, max_length=20, verbose_name='version')),
                ('clef', models.BooleanField(default=False, verbose_name='indicateur clé')),
                ('prioritaire', models.BooleanField(default=False, verbose_name='demandé par le PCAET')),
                ('est_agregation', models.BooleanField(default=False, verbose_name='somme de ses enfants')),
                ('segmentation', models.CharField(blank=True, choices=[('vecteur_filiere', 'par vecteur et filière'), ('secteur', 'par secteur'), ('vecteur', 'par vecteur'), ('filiere', 'par filière'), ('autre', 'autre')], max_length=20, verbose_name='segmentation')),
                ('created_at', models.DateTimeField(null=True, verbose_name='créé le')),
                ('modified_at', models.DateTimeField(null=True, verbose_name='modifié le')),
                ('collectivite', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='indicateurs', to='territoires.collectivite', verbose_name='collectivité')),
                ('parents', models.ManyToManyField(blank=True, related_name='enfants', to='indicateurs.indicateur')),
            ],
            options={
                'verbose_name': 'indicateur',
                'verbose_name_plural': 'indicateurs',
                'ordering': ['cle_tri', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('collectivite__isnull', False), ('identifiant__isnull', True)), models.Q(('collectivite__isnull', True), ('identifiant__isnull', False)), _connector='OR'), name='indicateur_national_ou_personnalise'), models.UniqueConstraint(condition=models.Q(('collectivite__isnull', False)), fields=('collectivite', 'cle_titre'), name='indicateur_personnalise_unique')],
            },
        ),
        migrations.CreateModel(
            name='IndicateurCategorie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('categorie', models.CharField(db_index=True, max_length=40, verbose_name='catégorie')),
                ('indicateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='indicateurs.indicateur')),
            ],
            options={
                'verbose_name': "catégorie d'un indicateur",
                'verbose_name_plural': 'catégories des indicateurs',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('indicateur', 'categorie'), name='indicateur_categorie_unique')],
            },
        ),
        migrations.CreateModel(
            name='IndicateurCollectivite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('commentaire', models.TextField(blank=True, verbose_name='commentaire')),
                ('confidentiel', models.BooleanField(default=False, verbose_name='confidentiel')),
                ('favori', models.BooleanField(default=False, verbose_name='favori')),
                ('modified_at', models.DateTimeField(verbose_name='modifié le')),
                ('collectivite', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suivis_indicateurs', to='territoires.collectivite')),
                ('indicateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suivis', to='indicateurs.indicateur')),
                ('modifie_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='modifié par')),
            ],
            options={
                'verbose_name': "suivi d'un indicateur",
                'verbose_name_plural': 'suivis des indicateurs',
                'constraints': [models.UniqueConstraint(fields=('collectivite', 'indicateur'), name='suivi_unique')],
            },
        ),
        migrations.CreateModel(
            name='IndicateurMesure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mesure_code', models.CharField(db_index=True, max_length=40, verbose_name='mesure')),
                ('indicateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mesures', to='indicateurs.indicateur')),
            ],
            options={
                'verbose_name': "mesure d'un indicateur",
                'verbose_name_plural': 'mesures des indicateurs',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('indicateur', 'mesure_code'), name='indicateur_mesure_unique')],
            },
        ),
        migrations.CreateModel(
            name='IndicateurThematique',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thematique', models.CharField(choices=[('energie_et_climat', 'Énergie et climat'), ('mobilite_et_transport', 'Mobilité et transport'), ('urbanisme_et_amenagement', 'Urbanisme, logement, aménagement, bâtiments'), ('agri_alim', 'Agriculture et alimentation'), ('nature_environnement_air', 'Nature, environnement, air'), ('eau_assainissement', 'Eau, milieux aquatiques et assainissement'), ('eci_dechets', 'Économie circulaire et déchets'), ('activites_economiques', 'Activités économiques'), ('solidarite_lien_social', 'Solidarité et lien social'), ('culture_sport', 'Culture, identité collective, sport'), ('strategie_orga_interne', 'Stratégie, organisation, coopération et valorisation')], db_index=True, max_length=40, verbose_name='thématique')),
                ('indicateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='thematiques', to='indicateurs.indicateur')),
            ],
            options={
                'verbose_name': "thématique d'un indicateur",
                'verbose_name_plural': 'thématiques des indicateurs',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('indicateur', 'thematique'), name='indicateur_thematique_unique')],
            },
        ),
        migrations.CreateModel(
            name='Valeur',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date_valeur', models.DateField(verbose_name='date')),
                ('resultat', models.FloatField(null=True, verbose_name='résultat')),
                ('resultat_commentaire', models.TextField(blank=True, verbose_name='commentaire du résultat')),
                ('objectif', models.FloatField(null=True, verbose_name='objectif')),
                ('objectif_commentaire', models.TextField(blank=True, verbose_name="commentaire de l'objectif")),
                ('calcul_auto', models.BooleanField(default=False, verbose_name='calculé')),
                ('created_at', models.DateTimeField(verbose_name='saisie le')),
                ('modified_at', models.DateTimeField(verbose_name='modifiée le')),
                ('collectivite', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='valeurs_indicateurs', to='territoires.collectivite')),
                ('indicateur', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='valeurs', to='indicateurs.indicateur')),
                ('modifie_par', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='modifiée par')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicateurs.source')),
            ],
            options={
                'verbose_name': 'valeur',
                'verbose_name_plural': 'valeurs',
                'ordering': ['date_valeur', 'id'],
                'indexes': [models.Index(fields=['collectivite', 'indicateur', 'date_valeur'], name='valeur_par_territoire')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('source__isnull', True)), fields=('indicateur', 'collectivite', 'date_valeur'), name='valeur_propre_unique'), models.UniqueConstraint(condition=models.Q(('source__isnull', False)), fields=('indicateur', 'collectivite', 'date_valeur', 'source'), name='valeur_de_source_unique')],
            },
        ),
    ]
