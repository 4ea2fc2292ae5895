# Texts of the portal. Every key is in every language; a test compares them.

## On every page

product = Nanum
error-prefix = Erreur
skip-to-content = Aller au contenu
main-menu = Menu principal
home = Toutes les villes
nav-mine = Mon espace
nav-desk = Guichet
sign-in = Se connecter
sign-out = Se déconnecter
language = Langue
footer-text = Nanum veut dire « partage » : ce qui se divise grandit.
footer-developers = Interface de programmation
error-summary-title = Cela n’a pas abouti
more = Plus
first-page = Revenir au début
next-page = Page suivante
session-ended = Votre session est terminée. Reconnectez-vous.

## Dates and times

weekday-1 = lundi
weekday-2 = mardi
weekday-3 = mercredi
weekday-4 = jeudi
weekday-5 = vendredi
weekday-6 = samedi
weekday-7 = dimanche
weekday-short-1 = lun.
weekday-short-2 = mar.
weekday-short-3 = mer.
weekday-short-4 = jeu.
weekday-short-5 = ven.
weekday-short-6 = sam.
weekday-short-7 = dim.
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
date-long = { $weekday } { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
date-short = { $day ->
    [1] 1er
   *[other] { $day }
} { $month }
hours = { $hours ->
    [one] { $hours } heure
   *[other] { $hours } heures
}
minutes = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
times-in-zone = Heure locale : { $zone } (UTC{ $offset })

## The hub

hub-title = Ce que les villes partagent
hub-lead = Salles, véhicules, outils, livres : empruntez et réservez ce qui existe déjà.
search-label = Que cherchez-vous ?
search-hint = Par exemple : perceuse, cuisine, salle de réunion
search-tenant = Où ?
search-everywhere = Toutes les villes
search-button = Chercher
listings-all = À partager maintenant
listings-found = Résultats pour « { $text } »
listings-none = Aucun résultat
listings-none-hint = Essayez un mot plus court, ou cherchez dans toutes les villes.
listings-empty = Rien n’est encore partagé ici.
cities-title = Villes et organisations
cities-empty = Aucune ville n’a encore rejoint le réseau.
kind-of-tenant-associate = Organisation
kind-of-tenant-secretariat = Secrétariat du réseau

## A city

city-lead = Ce que { $city } partage avec vous
city-no-sites = Aucun lieu n’est encore ouvert.
city-search-label = Chercher à { $city }
city-opening-hours = Heures d’ouverture
city-hours-none = Pas d’horaire régulier
city-resources = À réserver
city-titles = À emprunter
city-site-empty = Rien n’est encore partagé ici.
city-everything = Tout ce que { $city } partage

## A resource

resource-free-times = Heures libres
resource-facts = Bon à savoir
resource-persons = { $count ->
    [one] Pour { $count } personne
   *[other] Jusqu’à { $count } personnes
}
resource-units = { $count ->
    [one] { $count } place
   *[other] { $count } places
}
resource-length = Entre { $shortest } et { $longest }
resource-approval = Le guichet confirme chaque réservation
resource-equipment = Équipement
resource-accessibility = Accessibilité
resource-address = Adresse
date-label = Date
date-show = Afficher
previous-day = Jour précédent
next-day = Jour suivant
days-ahead = Les jours à venir
day-free = heures libres
day-full = rien de libre
free-none = Rien n’est libre ce jour-là.
free-none-hint = Choisissez un autre jour ; ceux qui ont des heures libres sont signalés.
reserve-title = Réserver
starts-at-label = De
ends-at-label = À
persons-label = Combien de personnes viennent ?
persons-hint = { $count } au plus
optional = facultatif
reserve-button = Réserver
reserve-button-approval = Envoyer la demande
reserve-approval-hint = Le guichet décide de votre demande. L’heure vous est gardée jusque-là.
reserve-sign-in = Se connecter pour réserver
reserve-register = S’inscrire pour réserver
change-title = Modifier
change-of = Vous modifiez votre réservation du { $time }. Elle reste telle quelle jusqu’à l’enregistrement.
change-approval-hint = Pour plus de temps ou un autre créneau, l’accueil décide à nouveau.
change-button = Enregistrer la modification
free-instead = Libre à la place
others-instead = Libre au même moment
reserve-this = Réserver { $time }
starts-at-missing = Choisissez l’heure de début
ends-at-missing = Choisissez l’heure de fin
ends-before-start = La fin doit venir après le début
persons-not-a-number = Indiquez le nombre de personnes en chiffres, 1 ou plus
date-not-understood = Ce n’est pas une date

## A title

title-by = de { $creator }
title-items = Exemplaires
title-available = { $count ->
    [0] Tous les exemplaires sont sortis
    [one] { $count } exemplaire disponible
   *[other] { $count } exemplaires disponibles
}
title-no-items = Il n’y a pas encore d’exemplaire.
title-barcode = Code-barres
title-state = État
title-loan-days = Durée du prêt
title-donor = Don de
title-where = Lieu
item-available = Disponible
item-set-aside = Mis de côté
item-on-loan = En prêt
queue-length = { $count ->
    [0] Personne n’attend
    [one] { $count } personne attend
   *[other] { $count } personnes attendent
}
borrow-title = Emprunter
borrow-at-desk = Passez avec votre carte : le guichet vous le remet.
hold-text = Nous vous écrivons quand votre tour vient. L’exemplaire vous est alors gardé.
hold-button = Se mettre en file
hold-sign-in = Se connecter pour se mettre en file
hold-register = S’inscrire pour se mettre en file

wait-title = Attendre un horaire déjà pris
wait-hint = Si l’horaire se libère, il est réservé à la personne qui attend depuis le plus longtemps. Nous vous écrivons quand c’est votre tour.
wait-button = Attendre cet horaire
## Series

series-new-title = Réserver régulièrement
series-new-text = Le même créneau chaque semaine, les jours que vous choisissez. Regardez d’abord ce qui est possible ; rien n’est réservé avant votre accord.
series-days = Ces jours-là
series-first = Premier jour
series-until = Dernier jour
series-preview-button = Voir ce qui est possible
series-preview-title = Les dates
series-preview-summary = { $possible } dates possibles sur { $count }.
series-possible = Possible
series-not-possible = Pas possible
series-leave-out = Laisser de côté les dates impossibles
series-leave-out-missing = Certaines dates sont impossibles. Cochez la case pour réserver les autres.
series-make-button = Réserver ces dates
series-none-possible = Aucune de ces dates n’est possible. Choisissez d’autres jours ou une autre heure.
series-first-missing = Choisissez le premier jour
series-until-missing = Choisissez le dernier jour
series-purpose = Usage
series-group = Pour un groupe
series-group-hint = Le numéro du groupe pour lequel vous agissez ; il commence par grp_.
group-not-a-number = Ce n’est pas un numéro de groupe
series-until-before-first = Le dernier jour ne peut pas précéder le premier
series-days-missing = Choisissez au moins un jour de la semaine
series-no-such-day = Aucun des jours choisis ne tombe entre le premier et le dernier jour
series-title = Série
series-to-come = Dates à venir
series-to-come-none = Plus rien de cette série n’est à venir.
series-past = Dates passées
series-left-out = Dates écartées à la réservation
series-from-date = À partir de cette date
series-change-title = Déplacer le reste à une autre heure
series-change-hint = Toutes les dates à partir de là sont déplacées, ou aucune. Sans date : tout ce qui est à venir.
series-change-button = Déplacer ces dates
series-cancel-title = Annuler le reste
series-cancel-hint = Toutes les dates à partir de là sont annulées. Sans date : tout ce qui est à venir.
series-cancel-button = Annuler ces dates
series-of = Fait partie d’une série
series-more = { $count ->
    [one] et 1 autre date
   *[other] et { $count } autres dates
}

## My page

mine-title = Mon espace
mine-lead = Vos réservations, prêts et places en file à { $city }
mine-reservations = Réservations
mine-reservations-none = Vous n’avez pas de réservation à venir.
mine-reservations-past = Passées et annulées
mine-loans = En prêt
mine-loans-none = Vous n’avez rien en prêt.
mine-loans-past = Rendus
mine-holds = En file
mine-holds-none = Vous n’êtes dans aucune file.
mine-waits = Horaires attendus
wait-offered = Réservé pour vous jusqu’au { $time }
wait-place = Place { $count } dans la file
change-wished = Souhaité : { $what }. Jusqu’à la décision, rien ne change.
withdraw-change = Retirer la modification
decided-by = Décision avant le { $time }
given-to-another = Quelqu’un d’autre a obtenu cet horaire.
not-drawn = Cet horaire a été tiré au sort et votre demande n’a pas été tirée.
mine-find = Trouver quelque chose
state-requested = En attente de confirmation
state-confirmed = Confirmée
state-refused = Refusée
state-cancelled = Annulée
state-released = Libérée
state-waiting = En attente
state-ready = À retirer
state-fulfilled = Emprunté
state-lapsed = Non retiré
refused-because = Motif : { $reason }
persons-count = { $count ->
    [one] { $count } personne
   *[other] { $count } personnes
}
due-on = À rendre le { $date }
overdue = En retard depuis le { $date }
returned-on = Rendu le { $date }
placed-on = En attente depuis le { $date }
cancel-reservation = Annuler
change-reservation = Modifier
cancel-hold = Quitter la file
accept-offer = Accepter
decline-offer = Décliner
leave-waitlist = Ne plus attendre
checked-in-at = Arrivée enregistrée : { $time }
check-in-times = Enregistrement de l’arrivée : { $times }
check-in-code = Code d’arrivée :
check-in-button = Je suis là
mine-data = Vos données personnelles
mine-data-text = Votre nom, votre adresse e-mail, votre carte et votre identifiant sont conservés sous une clé qui n’est qu’à vous.
mine-erase = Effacer mes données personnelles
erase-title = Effacer vos données personnelles
erase-lead = C’est irréversible.
erase-key = Votre nom, votre adresse e-mail, votre numéro de carte et votre identifiant deviennent illisibles pour toujours, y compris dans toutes les copies des registres.
erase-mails = Les messages en attente ne vous seront pas envoyés.
erase-stays = Vos places en file, vos demandes et vos réservations à venir prennent fin, et leur temps est libre pour d’autres ; ce qui est réservé au nom d’un groupe reste au groupe. Ce que vous avez emprunté reste à rapporter, et ce que vous devez reste dû.
erase-anew = Vous pouvez vous réinscrire à tout moment, comme nouveau membre.
erase-confirm = Effacer pour toujours
erase-keep = Garder mes données
erased-title = Vos données personnelles sont effacées
erased-lead = Gardez ce numéro. Ce n’est pas votre nom ; il permet de retrouver ce qui a été fait.
erased-copies = Les copies antérieures des clés sont détruites au plus tard le { $date }.
erased-mail-servers = Les e-mails déjà envoyés sont chez vous et chez votre fournisseur de messagerie.
## My standing

mine-standing = Ma situation
mine-standing-text = Points de pénalité, jusqu’à quand ils comptent, et comment les contester.
standing-title = Ma situation
standing-lead = Vos points de pénalité à { $city }, et ce qu’ils impliquent.
standing-now = Aujourd’hui
standing-good = Vous n’êtes pas suspendu.
standing-suspended = Vous êtes suspendu jusqu’au { $time }.
standing-points = Vous avez { $points } ; la suspension vient à { $threshold }. Certains lieux n’acceptent pas de réservation pendant une suspension.
standing-points-only = Vous avez { $points }.
standing-given = Points de pénalité
standing-none = Vous n’avez aucun point de pénalité.
points-count = { $count ->
    [one] { $count } point de pénalité
   *[other] { $count } points de pénalité
}
points-for-no-show = Absence
points-for-late-cancellation = Annulation tardive
points-for-damage = Dégât
points-for-left-dirty = Laissé sale
points-for-disturbance = Trouble
points-for-other = Autre
points-for-absence = Départ après l’arrivée
points-given-on = Attribués le { $date }
points-lapse-on = Comptent jusqu’au { $date }
points-appealed = Vous avez contesté. La décision n’est pas encore prise.
points-waived = Levés. Ils ne comptent pas.
points-appeal = Contester
points-appeal-hint = Si cela vous semble injuste, contestez : le personnel de { $city } réexamine.

## The desk

desk-title = Guichet
desk-choose = Lieu et jour
desk-site = Lieu
desk-hand-out = Remettre
desk-card = Numéro de carte
desk-barcode = Code-barres
desk-lend-button = Remettre
desk-take-back = Reprendre
desk-take-back-button = Reprendre
desk-waiting = En attente de votre décision
desk-waiting-none = Aucune demande n’attend.
desk-today = Réservations du jour
desk-today-none = Aucune réservation ce jour-là.
desk-ready = À retirer
desk-ready-none = Rien n’est mis de côté.
desk-queue = En file
desk-queue-none = Personne n’attend.
desk-loans = En prêt
desk-loans-none = Rien n’est en prêt.
desk-accept = Accepter
desk-refuse = Refuser
desk-rivals = { $count ->
    [one] { $count } autre demande pour ce créneau :
   *[other] { $count } autres demandes pour ce créneau :
}
desk-accept-refuses = Accepter refuse les autres, sauf s’il reste de la place. Leurs auteurs reçoivent un e-mail avec ce qui est libre à la place.
desk-reason = Motif, communiqué au membre
desk-card-missing = Indiquez le numéro de la carte
desk-barcode-missing = Indiquez le code-barres de l’exemplaire
desk-reason-missing = Indiquez le motif du refus
desk-cancel = Annuler avec un motif
desk-cancel-reason-missing = Donnez un motif d’annulation
desk-cancel-at-members-wish = À la demande du membre : il supporte les frais selon les délais de remboursement. Sinon, tout est remboursé.
desk-check-in = Enregistrer l’arrivée
desk-code = Code que montre le membre
desk-known = Sans code : je sais qui c’est
desk-code-missing = Indiquez le code
desk-blocked = Bloqué ce jour
desk-blocked-none = Rien n’est bloqué.
desk-block = Bloquer un créneau
desk-block-resource = Quoi
desk-block-reason = Motif, visible de tous
desk-block-displace = Annuler les réservations qui gênent et prévenir leurs membres
desk-block-button = Bloquer
desk-block-resource-missing = Choisissez ce qui est à bloquer
desk-block-reason-missing = Donnez un motif de blocage
desk-lift = Débloquer
desk-card-unknown = Aucun membre n’a la carte { $card }.
desk-barcode-unknown = Aucun exemplaire n’a le code-barres { $barcode }.
desk-more = Il y en a plus que ce qui est affiché ici.
desk-back = Retour à l’accueil
desk-queues = Listes d’attente et tirages
desk-waits-title = Liste d’attente
desk-waits-none = Personne n’attend.
desk-waits-offered = Proposé
desk-waits-waiting = En attente, dans l’ordre
desk-offered = Gardé jusqu’au { $time }
desk-draws-title = Tirages au sort
desk-draws-none = Aucun tirage à venir.
desk-draws-to-come = Tirages à venir
desk-draws-held = Tirages effectués
desk-draw-title = Tirage pour le { $date }
desk-draws-at = Tirage prévu : { $time }
desk-drawn-at = Tirage effectué : { $time }
desk-applications = { $count ->
    [one] { $count } candidature
   *[other] { $count } candidatures
}
desk-draw-won = { $count ->
    [one] { $count } a obtenu son créneau
   *[other] { $count } ont obtenu leur créneau
}
desk-draw-how = Comment se fait le tirage
desk-draw-commitment = Engagement (SHA-256 de la graine)
desk-draw-seed = Graine
desk-draw-check = L’engagement est fixé dès la première candidature. L’ordre est celui du SHA-256 de la graine suivie du numéro de la candidature ; chacun peut le vérifier.
desk-draw-order = Dans l’ordre du tirage
desk-lot-won = Créneau obtenu
desk-lot-lost = Non tiré

## Signing in

sign-in-title = Connexion : { $city }
sign-in-already = Vous êtes connecté.
sign-in-to-mine = Aller à mon espace
sign-in-demo = Démonstration
sign-in-demo-text = Ceci est une démonstration. Chacun peut se connecter sous n’importe quel nom ; ne saisissez pas de vraies données.
sign-in-demo-subject = Qui êtes-vous ?
sign-in-demo-subject-hint = <ville>/<personne>, par exemple { $example }
sign-in-demo-quick = Ou se connecter comme
sign-in-demo-subject-missing = Indiquez qui vous êtes, en lettres et chiffres, sans espace
sign-in-not-there = La connexion avec { $issuer } n’est pas encore possible dans le navigateur.
sign-in-stranger = Vous êtes connecté par un fournisseur que { $city } ne reconnaît pas.
register-title = Inscription : { $city }
register-text = Vous êtes connecté. Pour réserver et emprunter, { $city } doit savoir comment vous joindre.
register-name = Nom
register-email = Adresse électronique
register-email-hint = Les confirmations et rappels y sont envoyés.
register-language = Langue des messages
register-button = S’inscrire
register-name-missing = Indiquez votre nom
register-email-missing = Indiquez une adresse électronique, comme nom@example.org

## What was done

done-reserved = C’est réservé. Une confirmation vous est envoyée par courriel.
done-requested = Votre demande est au guichet. Vous recevrez un courriel quand elle sera décidée.
done-reservation-cancelled = La réservation est annulée.
done-change-withdrawn = La modification est retirée. La réservation reste inchangée.
done-reservation-changed = La réservation est modifiée. Une confirmation arrive par courriel.
done-series-made = La série est enregistrée. Ses dates figurent ci-dessous.
done-series-changed = Les dates sont déplacées.
done-series-cancelled = Les dates sont annulées.
done-points-appealed = Vous avez contesté. Le personnel va réexaminer.
done-checked-in = Votre arrivée est enregistrée.
done-checked-in-at-the-desk = Arrivée enregistrée.
done-hold-placed = Vous êtes dans la file. Vous recevrez un courriel quand votre tour viendra.
done-hold-cancelled = Vous avez quitté la file.
done-wait-joined = Vous êtes dans la file. Vous recevrez un e-mail quand ce sera votre tour.
done-wait-left = Vous n’attendez plus.
done-offer-accepted = Accepté. Une confirmation arrive par e-mail.
done-offer-declined = Décliné. L’horaire est proposé à la personne suivante.
done-registered = Bienvenue. Vous êtes inscrit.
done-signed-out = Vous êtes déconnecté.
done-accepted = Acceptée. Le membre reçoit un courriel.
done-refused = Refusée. Le membre reçoit un courriel avec le motif.
done-cancelled = Annulée. Le membre reçoit un courriel avec le motif.
done-blocked = Le créneau est bloqué.
done-lifted = Le créneau peut de nouveau être réservé.
done-lent = Remis : { $name } ({ $barcode }), à rendre le { $date }.
done-taken-back = Repris : { $name } ({ $barcode }). Il retourne en rayon.
done-taken-back-set-aside = Repris : { $name } ({ $barcode }). Il est mis de côté pour le suivant dans la file : posez-le sur l’étagère des retraits.

## Refusals

problem-not-understood-title = Nous n’avons pas compris
problem-not-understood-text = Il manque quelque chose, ou la forme n’est pas celle attendue.
problem-sign-in-needed-title = Connectez-vous
problem-sign-in-needed-text = Cette page est réservée aux membres. Connectez-vous et réessayez.
problem-not-allowed-title = Non autorisé
problem-not-allowed-text = Votre rôle ne le permet pas.
problem-not-found-title = Page introuvable
problem-not-found-text = Elle n’existe pas, ou vous ne pouvez pas la voir.
problem-method-not-allowed-title = Ce n’est pas possible ici
problem-method-not-allowed-text = Cette page ne s’utilise pas ainsi.
problem-slot-taken-title = Cette heure est prise
problem-slot-taken-text = Quelqu’un a été plus rapide.
problem-state-forbids-title = Ce n’est plus possible
problem-state-forbids-text = Ce que vous avez vu a changé depuis. Regardez à nouveau.
problem-still-running-title = Demande en cours
problem-still-running-text = Votre premier clic est en cours de traitement. Regardez à nouveau dans un instant.
problem-stale-title = Modifié entre-temps
problem-stale-text = Quelqu’un l’a modifié pendant votre saisie. Regardez à nouveau.
problem-too-large-title = Trop volumineux
problem-too-large-text = Ce que vous avez envoyé dépasse ce que nous pouvons recevoir.
problem-wrong-media-type-title = Illisible pour nous
problem-wrong-media-type-text = La forme de l’envoi n’est pas acceptée ici.
problem-rule-refuses-title = Une règle ne le permet pas
problem-rule-refuses-text = Le lieu qui partage a fixé une limite.
problem-key-reused-title = Ce formulaire a déjà été envoyé
problem-key-reused-text = Rouvrez la page et recommencez.
problem-too-many-requests-title = Trop de demandes
problem-too-many-requests-text = Patientez un instant et réessayez.
problem-try-again-title = Réessayez
problem-try-again-text = Une partie de la plateforme ne répond pas pour l’instant. Rien n’est perdu ; réessayez bientôt.
problem-defect-title = Quelque chose s’est cassé
problem-defect-text = L’erreur vient de nous, pas de vous.
problem-other-site-title = Envoyé depuis un autre site
problem-other-site-text = Ce formulaire ne vient pas de notre page ; rien n’a été fait. Ouvrez la page ici et réessayez.
problem-back = Revenir à la page
rule-limit = Permis : { $limit }
rule-actual = Demandé ou actuel : { $actual }

rule-on-the-grid = Les réservations commencent et finissent par pas de { $limit }.
rule-not-too-short = La réservation la plus courte est de { $limit } ; vous avez demandé { $actual }.
rule-not-too-long = La réservation la plus longue est de { $limit } ; vous avez demandé { $actual }.
rule-persons-have-place = Il y a place pour { $limit } personnes ; vous avez demandé { $actual }.
rule-within-hours = Le lieu n’est pas ouvert pendant tout ce temps ({ $actual }). Ouvert : { $limit }.
rule-closed = C’est fermé à ce moment-là.
rule-not-in-the-past = Cette heure est passée.
rule-within-the-horizon = On peut réserver jusqu’au { $limit }.
rule-early-enough = C’est possible jusqu’à { $limit } avant le début ; début : { $actual }.
rule-on-its-dates = La réservation n’est possible qu’à ces dates : { $limit }. Demandé : { $actual }.
dates-from = à partir du { $date }
dates-until = jusqu’au { $date }
rule-a-unit-is-free = Quelqu’un d’autre a réservé ce créneau.
rule-a-unit-of-many-is-free = Les { $limit } places sont toutes prises à un moment de ce créneau.
rule-residents-first = Vous pouvez réserver au plus { $limit } à l’avance ; cette date est dans { $actual }. Les habitants peuvent réserver plus tôt.
rule-for-a-purpose-that-is-served = C’est réservé à certains usages : { $limit }.
rule-adults-only = C’est réservé aux adultes. L’accueil peut noter que vous l’êtes.
rule-who-is-entitled = C’est réservé aux ayants droit : { $limit }. L’accueil peut noter que vous en êtes.
rule-who-has-learnt-it = C’est réservé aux personnes formées : { $limit }. L’accueil note qui l’est.
rule-nobody-but-groups = C’est réservé aux groupes.
rule-kinds-of-groups-that-are-served = C’est réservé à certains groupes : { $limit }.
rule-not-while-suspended = Vous êtes suspendu jusqu’au { $actual } ; la suspension vient à { $limit } points de pénalité. Ce lieu ne se réserve pas pendant une suspension.
rule-the-clock-shows-the-time = Ce jour-là, le changement d’heure saute ce moment.
allowance-reservations = Vous pouvez avoir au plus { $limit } réservations { $within } ; avec celle-ci, vous en auriez { $actual }.
allowance-minutes = Vous pouvez réserver au plus { $limit } { $within } ; avec cette réservation, ce serait { $actual }.
allowance-per-day = par jour
allowance-per-week = par semaine
allowance-per-month = par mois
allowance-per-season = par saison
allowance-per-days = { $days ->
    [one] en 1 jour
   *[other] en { $days } jours
}
allowance-at-the-same-time = en même temps
rule-the-rule-names-the-first-date = Cette première date n’est pas dans la règle ; la première est { $limit }.
rule-what-is-reserved-gives-way-only-when-told = Des réservations gênent : { $actual }. Cochez la case pour les annuler et prévenir leurs membres.
rule-only-what-stands-is-changed = Cette réservation n’est plus en cours.
rule-what-is-forgone-is-not-made = La demande n’a pas abouti à temps. Veuillez réserver de nouveau.
rule-a-rule-ends-after-it-begins = La règle se termine avant le début de la série.
rule-a-date-begins-before-midnight = Une date commence avant 24 h 00.
rule-what-is-drawn-is-applied-for-one-by-one = Chaque date est tirée au sort. Posez votre candidature date par date.
rule-only-what-is-to-come-is-changed = Plus rien de cette série n’est à venir à partir de cette date.
rule-a-series-has-dates = Aucune de ces dates n’est disponible.
rule-every-date-can-be-had = Certaines dates ne sont pas disponibles.
rule-a-series-has-so-many-dates = Une série compte au plus { $limit } dates. Choisissez une fin plus proche.
rule-only-what-waits-is-decided = Cette demande est déjà décidée.
rule-only-what-stands-is-cancelled = Cette réservation n’est plus valable.
rule-only-before-its-end = Cette réservation est terminée.
rule-in-the-time-of-check-in = L’arrivée ne s’enregistre pas maintenant, mais : { $limit }.
rule-what-was-released-is-nobodys = Personne ne s’est présenté à temps : la réservation a été libérée.
rule-the-code-fits = Ce n’est pas le code de la réservation.
rule-codes-are-not-guessed = Trop de codes erronés ont été donnés. Enregistrez l’arrivée sans code.
rule-the-code-is-given-at-the-place = Donnez votre code à l’accueil ou à l’appareil à la porte.
rule-a-reason-is-given = Un motif a de 1 à { $limit } caractères ; le vôtre en a { $actual }.
rule-an-item-is-lent-once = Cet exemplaire est en prêt.
rule-set-aside-for-one-member = Cet exemplaire est mis de côté pour un autre membre, dont c’est le tour.
rule-the-queue-comes-first = Des membres attendent : { $actual }. La file passe d’abord.
rule-only-what-is-out-comes-back = Cet exemplaire n’est pas en prêt.
rule-holds-only-when-none-is-available = Disponible maintenant : vous pouvez l’emprunter au guichet.
rule-only-active-holds-are-cancelled = Cette place en file est déjà terminée.
rule-one-hold-per-member-and-title = Vous êtes déjà dans cette file.
rule-no-hold-on-what-one-has = Vous l’avez déjà en prêt.
rule-only-what-is-taken-is-waited-for = Cet horaire est libre : réservez-le.
rule-so-many-wait = Déjà { $limit } personnes attendent ici.
rule-only-who-waits-is-served = Cette place dans la file n’existe plus.
rule-an-offer-is-answered-in-time = Le délai de réponse s’est terminé le { $limit }.
rule-each-has-one-lot = Vous avez déjà demandé un horaire qui chevauche celui-ci. Retirez d’abord cette demande.
rule-what-is-drawn-waits-for-the-draw = Cet horaire sera attribué par tirage au sort le { $limit }.
rule-wait-where-there-is-a-queue = On ne peut pas attendre d’horaire ici.
rule-queue-length = La file est pleine : { $actual } attendent, { $limit } au plus.
rule-member-name = Ce nom est trop long ou contient des signes qu’aucun nom ne porte.
rule-member-email = Ce n’est pas une adresse électronique à laquelle on peut écrire.

## Kinds

kind-room = Salle
kind-hall = Grande salle
kind-kitchen = Cuisine
kind-desk = Poste de travail
kind-office = Bureau
kind-computer = Ordinateur
kind-vehicle = Véhicule
kind-boat = Bateau
kind-parking = Stationnement
kind-stall = Étal
kind-machine = Machine
kind-guest-room = Chambre d’hôte
kind-tool = Outil
kind-book = Livre
kind-suit = Costume
kind-bag = Sac
kind-game = Jeu
kind-device = Appareil
kind-camping = Camping
kind-instrument = Instrument
kind-toy = Jouet

price-per-hour = { $price } par heure
price-per-day = { $price } par jour
price-flat = { $price } par réservation
price-per-block = { $first } pour la première tranche de { $length }, { $further } pour chaque tranche suivante
price-deposit = Caution : { $deposit }
price-of = Prix : { $price }
price-with-deposit = Prix : { $price }, caution : { $deposit }

## Holidays, blocks, and what is shown

block-label = Créneau
holiday-closed = Fermé :
holiday-hours = Ouvert aux heures de ce jour férié ou de ces vacances :
badge-draft = Brouillon
badge-not-shown = Non visible actuellement
badge-archived = Archivé
resource-photos = Photos
resource-qualification = Réservé aux personnes formées : { $training }
rule-within-hours-of-holidays = Un des jours est férié ou en vacances. Ouvert : { $limit }.
rule-in-whole-blocks = La réservation se fait par créneaux entiers : { $limit }.
rule-blocks-are-combined-as-allowed = Une réservation comprend au plus { $limit } créneaux consécutifs ; demandé : { $actual }.
rule-one-a-day = Il y a une réservation par jour, et elle est prise.
rule-its-month-is-open = Les réservations pour ce mois sont ouvertes à partir du { $limit }.
rule-what-is-published-is-reserved = Aucune nouvelle réservation n’est acceptée.
## Calendars for programs
busy-reserved = Réservé
busy-blocked = Bloqué
busy-closed = Fermé
busy-left = { $free } sur { $units } libres
calendar-of = Réservations à { $city }
resource-calendar = S’abonner à son calendrier (iCalendar)
site-calendar = S’abonner à ce calendrier (iCalendar)
reservation-calendar = Vers mon calendrier
mine-calendar = Mon calendrier
mine-calendar-closed = Votre calendrier peut lire vos réservations à une adresse que vous seul connaissez, et reste à jour.
mine-calendar-open = Quiconque a cette adresse peut lire vos réservations. Ajoutez-la à votre calendrier et gardez-la pour vous.
mine-calendar-subscribe = S’abonner à mon calendrier
mine-calendar-renew = Lui donner une nouvelle adresse
mine-calendar-close = Fermer l’adresse
done-calendar-opened = Votre calendrier peut être lu à sa nouvelle adresse.
done-calendar-closed = Votre calendrier ne peut plus être lu.
