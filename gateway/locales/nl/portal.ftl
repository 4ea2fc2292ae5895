# Texts of the portal. Every key is in every language; a test compares them.

## On every page

product = Nanum
error-prefix = Fout
skip-to-content = Naar de inhoud
main-menu = Hoofdmenu
home = Alle steden
nav-mine = Mijn overzicht
nav-desk = Balie
sign-in = Aanmelden
sign-out = Afmelden
language = Taal
footer-text = Nanum betekent ‘delen’: wat je deelt, groeit.
footer-developers = Programmeerinterface
error-summary-title = Dat is niet gelukt
more = Meer
first-page = Terug naar het begin
next-page = Volgende pagina
session-ended = Je sessie is verlopen. Meld je opnieuw aan.

## Dates and times

weekday-1 = maandag
weekday-2 = dinsdag
weekday-3 = woensdag
weekday-4 = donderdag
weekday-5 = vrijdag
weekday-6 = zaterdag
weekday-7 = zondag
weekday-short-1 = ma
weekday-short-2 = di
weekday-short-3 = wo
weekday-short-4 = do
weekday-short-5 = vr
weekday-short-6 = za
weekday-short-7 = zo
month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december
date-long = { $weekday } { $day } { $month } { $year }
date-short = { $day } { $month }
hours = { $hours } uur
minutes = { $minutes ->
    [one] { $minutes } minuut
   *[other] { $minutes } minuten
}
days = { $days ->
    [one] { $days } dag
   *[other] { $days } dagen
}
times-in-zone = Plaatselijke tijd: { $zone } (UTC{ $offset })

## The hub

hub-title = Wat steden delen
hub-lead = Zalen, voertuigen, gereedschap, boeken: leen en reserveer wat er al is.
search-label = Wat zoek je?
search-hint = Bijvoorbeeld: boormachine, keuken, vergaderzaal
search-tenant = Waar?
search-everywhere = Alle steden
search-button = Zoeken
listings-all = Nu te delen
listings-found = Gevonden voor ‘{ $text }’
listings-none = Niets gevonden
listings-none-hint = Probeer een korter woord, of zoek in alle steden.
listings-empty = Hier wordt nog niets gedeeld.
cities-title = Steden en organisaties
cities-empty = Er doet nog geen stad mee.
kind-of-tenant-associate = Organisatie
kind-of-tenant-secretariat = Secretariaat van het netwerk

## A city

city-lead = Wat { $city } met je deelt
city-no-sites = Er is nog geen plek open.
city-search-label = Zoeken in { $city }
city-opening-hours = Openingsuren
city-hours-none = Geen vaste uren
city-resources = Te reserveren
city-titles = Te leen
city-site-empty = Hier wordt nog niets gedeeld.
city-everything = Alles wat { $city } deelt

## A resource

resource-free-times = Vrije uren
resource-facts = Goed om te weten
resource-persons = { $count ->
    [one] Voor { $count } persoon
   *[other] Tot { $count } personen
}
resource-units = { $count ->
    [one] { $count } plaats
   *[other] { $count } plaatsen
}
resource-length = Tussen { $shortest } en { $longest }
resource-approval = De balie bevestigt elke reservering
resource-equipment = Uitrusting
resource-accessibility = Toegankelijkheid
resource-address = Adres
date-label = Datum
date-show = Tonen
previous-day = Vorige dag
next-day = Volgende dag
days-ahead = De dagen hierna
day-free = vrije uren
day-full = niets vrij
free-none = Op deze dag is niets vrij.
free-none-hint = Kies een andere dag; dagen met vrije uren zijn gemarkeerd.
reserve-title = Reserveren
starts-at-label = Van
ends-at-label = Tot
persons-label = Met hoeveel personen kom je?
persons-hint = Hoogstens { $count }
optional = niet verplicht
reserve-button = Reserveren
reserve-button-approval = Aanvraag versturen
reserve-approval-hint = De balie beslist over je aanvraag. Tot dan blijft de tijd voor jou vrijgehouden.
reserve-sign-in = Aanmelden om te reserveren
reserve-register = Inschrijven om te reserveren
change-title = Wijzigen
change-of = U wijzigt uw reservering van { $time }. Tot u opslaat, blijft ze zoals ze is.
change-approval-hint = Wilt u meer of andere tijd, dan beslist de balie opnieuw.
change-button = Wijziging opslaan
free-instead = Wel vrij
others-instead = Op hetzelfde moment vrij
reserve-this = { $time } reserveren
starts-at-missing = Kies een begintijd
ends-at-missing = Kies een eindtijd
ends-before-start = Het einde moet na het begin liggen
persons-not-a-number = Geef het aantal personen in cijfers, 1 of meer
date-not-understood = Dit is geen datum

## A title

title-by = van { $creator }
title-items = Exemplaren
title-available = { $count ->
    [0] Alle exemplaren zijn uitgeleend
    [one] { $count } exemplaar beschikbaar
   *[other] { $count } exemplaren beschikbaar
}
title-no-items = Er is nog geen exemplaar.
title-barcode = Streepjescode
title-state = Status
title-loan-days = Uitleentermijn
title-donor = Geschonken door
title-where = Waar
item-available = Beschikbaar
item-set-aside = Apart gelegd
item-on-loan = Uitgeleend
queue-length = { $count ->
    [0] Niemand wacht
    [one] { $count } persoon wacht
   *[other] { $count } personen wachten
}
borrow-title = Lenen
borrow-at-desk = Kom langs met je kaart: de balie geeft het mee.
hold-text = We mailen je wanneer je aan de beurt bent. Het exemplaar ligt dan voor je klaar.
hold-button = In de rij gaan staan
hold-sign-in = Aanmelden om in de rij te gaan staan
hold-register = Inschrijven om in de rij te gaan staan

wait-title = Wachten op een bezette tijd
wait-hint = Komt de tijd vrij, dan houden we hem vast voor wie het langst wacht. We mailen je als je aan de beurt bent.
wait-button = Hierop wachten
## Series

series-new-title = Regelmatig reserveren
series-new-text = Elke week dezelfde tijd, op de dagen die je kiest. Bekijk eerst wat kan; er wordt niets gereserveerd voor je het bevestigt.
series-days = Op deze dagen
series-first = Eerste dag
series-until = Laatste dag
series-preview-button = Bekijken wat kan
series-preview-title = De data
series-preview-summary = { $possible } van de { $count } data kunnen.
series-possible = Kan
series-not-possible = Kan niet
series-leave-out = Data die niet kunnen weglaten
series-leave-out-missing = Sommige data kunnen niet. Vink het vakje aan om de andere te reserveren.
series-make-button = Deze data reserveren
series-none-possible = Geen van deze data kan. Kies andere dagen of een andere tijd.
series-first-missing = Kies de eerste dag
series-until-missing = Kies de laatste dag
series-purpose = Doel
series-group = Voor een groep
series-group-hint = Het nummer van de groep waarvoor je handelt; het begint met grp_.
group-not-a-number = Dit is geen nummer van een groep
series-until-before-first = De laatste dag mag niet voor de eerste liggen
series-days-missing = Kies minstens één dag van de week
series-no-such-day = Geen van de gekozen weekdagen ligt tussen de eerste en de laatste dag
series-title = Reeks
series-to-come = Komende data
series-to-come-none = Er komt niets meer van deze reeks.
series-past = Voorbije data
series-left-out = Weggelaten bij het reserveren
series-from-date = Vanaf deze datum
series-change-title = De rest naar een andere tijd verplaatsen
series-change-hint = Alle data vanaf dan worden verplaatst, of geen enkele. Zonder datum is het alles wat nog komt.
series-change-button = Deze data verplaatsen
series-cancel-title = De rest annuleren
series-cancel-hint = Alle data vanaf dan worden geannuleerd. Zonder datum is het alles wat nog komt.
series-cancel-button = Deze data annuleren
series-of = Deel van een reeks
series-more = { $count ->
    [one] en nog 1 datum
   *[other] en nog { $count } data
}

## My page

mine-title = Mijn overzicht
mine-lead = Je reserveringen, leningen en plaatsen in de rij in { $city }
mine-reservations = Reserveringen
mine-reservations-none = Je hebt geen reservering in het verschiet.
mine-reservations-past = Voorbij en geannuleerd
mine-loans = Geleend
mine-loans-none = Je hebt niets geleend.
mine-loans-past = Teruggebracht
mine-holds = In de rij
mine-holds-none = Je staat in geen enkele rij.
mine-waits = Wachten op een tijd
wait-offered = Voor je vastgehouden tot { $time }
wait-place = Plaats { $count } in de rij
change-wished = Gewenst: { $what }. Tot er is beslist, blijft ze zoals ze is.
withdraw-change = Wijziging intrekken
decided-by = Beslissing uiterlijk { $time }
given-to-another = Iemand anders heeft deze tijd gekregen.
not-drawn = Deze tijd is verloot en je aanmelding is niet getrokken.
mine-find = Iets zoeken
state-requested = Wacht op bevestiging
state-confirmed = Bevestigd
state-refused = Geweigerd
state-cancelled = Geannuleerd
state-released = Vrijgegeven
state-waiting = Wachtend
state-ready = Klaar om af te halen
state-fulfilled = Geleend
state-lapsed = Niet opgehaald
refused-because = Reden: { $reason }
persons-count = { $count ->
    [one] { $count } persoon
   *[other] { $count } personen
}
due-on = Terug te brengen op { $date }
overdue = Te laat sinds { $date }
returned-on = Teruggebracht op { $date }
placed-on = Wachtend sinds { $date }
cancel-reservation = Annuleren
change-reservation = Wijzigen
cancel-hold = Uit de rij gaan
accept-offer = Aannemen
decline-offer = Afslaan
leave-waitlist = Niet meer wachten
checked-in-at = Ingecheckt: { $time }
check-in-times = Inchecken: { $times }
check-in-code = Incheckcode:
check-in-button = Ik ben er
mine-data = Uw persoonsgegevens
mine-data-text = Uw naam, e-mailadres, kaart en aanmelding worden bewaard onder een sleutel die alleen van u is.
mine-erase = Mijn persoonsgegevens wissen
erase-title = Uw persoonsgegevens wissen
erase-lead = Dit kan niet ongedaan worden gemaakt.
erase-key = Uw naam, e-mailadres, kaartnummer en aanmelding worden voor altijd onleesbaar, ook in alle kopieën van de gegevens.
erase-mails = Berichten die nog op verzending wachten, vervallen.
erase-stays = Uw plaatsen in wachtrijen, uw aanvragen en uw komende reserveringen eindigen, en hun tijd is vrij voor anderen; wat op naam van een groep is gereserveerd, blijft van de groep. Wat u hebt geleend, moet nog terug, en wat u verschuldigd bent, blijft verschuldigd.
erase-anew = U kunt zich altijd opnieuw inschrijven, als nieuw lid.
erase-confirm = Voor altijd wissen
erase-keep = Mijn gegevens bewaren
erased-title = Uw persoonsgegevens zijn gewist
erased-lead = Bewaar dit nummer. Het is niet uw naam; ermee kan worden nagegaan wat er is gedaan.
erased-copies = Eerdere kopieën van de sleutels worden uiterlijk op { $date } vernietigd.
erased-mail-servers = E-mails die al verzonden zijn, staan bij u en uw e-mailprovider.
## My standing

mine-standing = Mijn strafpunten
mine-standing-text = Je strafpunten, tot wanneer ze tellen, en hoe je bezwaar maakt.
standing-title = Mijn strafpunten
standing-lead = Je strafpunten in { $city }, en wat ze voor je betekenen.
standing-now = Nu
standing-good = Je bent niet geschorst.
standing-suspended = Je bent geschorst tot { $time }.
standing-points = Je hebt nu { $points }; bij { $threshold } word je geschorst. Sommige plekken nemen geen reserveringen aan van wie geschorst is.
standing-points-only = Je hebt nu { $points }.
standing-given = Strafpunten
standing-none = Je hebt geen strafpunten.
points-count = { $count ->
    [one] 1 strafpunt
   *[other] { $count } strafpunten
}
points-for-no-show = Niet gekomen
points-for-late-cancellation = Laat geannuleerd
points-for-damage = Schade
points-for-left-dirty = Vuil achtergelaten
points-for-disturbance = Overlast
points-for-other = Andere reden
points-for-absence = Weggegaan na het inchecken
points-given-on = Gegeven op { $date }
points-lapse-on = Telt tot { $date }
points-appealed = Je hebt bezwaar gemaakt. Er is nog niet beslist.
points-waived = Kwijtgescholden. Telt niet.
points-appeal = Bezwaar maken
points-appeal-hint = Vind je iets onterecht, maak dan bezwaar: medewerkers van { $city } bekijken het opnieuw.

## The desk

desk-title = Balie
desk-choose = Plek en dag
desk-site = Plek
desk-hand-out = Uitlenen
desk-card = Kaartnummer
desk-barcode = Streepjescode
desk-lend-button = Uitlenen
desk-take-back = Terugnemen
desk-take-back-button = Terugnemen
desk-waiting = Wacht op je beslissing
desk-waiting-none = Er wacht geen aanvraag.
desk-today = Reserveringen van de dag
desk-today-none = Geen reservering op deze dag.
desk-ready = Af te halen
desk-ready-none = Er ligt niets apart.
desk-queue = In de rij
desk-queue-none = Niemand wacht.
desk-loans = Uitgeleend
desk-loans-none = Er is niets uitgeleend.
desk-accept = Aanvaarden
desk-refuse = Weigeren
desk-rivals = { $count ->
    [one] 1 andere aanvraag wil deze tijd:
   *[other] { $count } andere aanvragen willen deze tijd:
}
desk-accept-refuses = Als je deze aanvaardt, worden de andere geweigerd, tenzij er nog plaats is. Die leden krijgen een e-mail met wat wel vrij is.
desk-reason = Reden, voor het lid
desk-card-missing = Geef het nummer van de kaart
desk-barcode-missing = Geef de streepjescode van het exemplaar
desk-reason-missing = Geef een reden voor de weigering
desk-cancel = Annuleren met reden
desk-cancel-reason-missing = Geef een reden voor de annulering
desk-cancel-at-members-wish = Op verzoek van het lid: het lid draagt de kosten volgens de terugbetalingstermijnen. Anders wordt alles terugbetaald.
desk-check-in = Inchecken
desk-code = Code die het lid laat zien
desk-known = Zonder code: ik weet wie het is
desk-code-missing = Geef de code
desk-blocked = Geblokkeerd op deze dag
desk-blocked-none = Niets is geblokkeerd.
desk-block = Tijd blokkeren
desk-block-resource = Wat
desk-block-reason = Reden, zichtbaar voor iedereen
desk-block-displace = Reserveringen die in de weg staan annuleren en de leden inlichten
desk-block-button = Blokkeren
desk-block-resource-missing = Kies wat geblokkeerd wordt
desk-block-reason-missing = Geef een reden voor de blokkering
desk-lift = Vrijgeven
desk-card-unknown = Geen lid heeft de kaart { $card }.
desk-barcode-unknown = Geen exemplaar heeft de streepjescode { $barcode }.
desk-more = Er is meer dan hier getoond wordt.
desk-back = Terug naar de balie
desk-queues = Wachtlijsten en verlotingen
desk-waits-title = Wachtlijst
desk-waits-none = Niemand wacht.
desk-waits-offered = Aangeboden
desk-waits-waiting = Wachtend, op volgorde
desk-offered = Vastgehouden tot { $time }
desk-draws-title = Verlotingen
desk-draws-none = Er wordt niets verloot.
desk-draws-to-come = Nog te verloten
desk-draws-held = Verloot
desk-draw-title = Verloting voor { $date }
desk-draws-at = Verloting: { $time }
desk-drawn-at = Verloot: { $time }
desk-applications = { $count ->
    [one] 1 aanmelding
   *[other] { $count } aanmeldingen
}
desk-draw-won = { $count ->
    [one] 1 kreeg de tijd
   *[other] { $count } kregen hun tijd
}
desk-draw-how = Hoe er verloot wordt
desk-draw-commitment = Vooraf vastgelegd (SHA-256 van de seed)
desk-draw-seed = Seed
desk-draw-check = Dit wordt vastgelegd bij de eerste aanmelding. De volgorde is die van de SHA-256 van de seed gevolgd door het nummer van de aanmelding; iedereen kan het nagaan.
desk-draw-order = In de getrokken volgorde
desk-lot-won = Kreeg de tijd
desk-lot-lost = Niet getrokken

## Signing in

sign-in-title = Aanmelden bij { $city }
sign-in-already = Je bent aangemeld.
sign-in-to-mine = Naar mijn overzicht
sign-in-demo = Demonstratie
sign-in-demo-text = Dit is een demonstratie. Iedereen kan zich als om het even wie aanmelden; vul geen echte gegevens in.
sign-in-demo-subject = Wie ben je?
sign-in-demo-subject-hint = <stad>/<persoon>, bijvoorbeeld { $example }
sign-in-demo-quick = Of aanmelden als
sign-in-demo-subject-missing = Zeg wie je bent, met letters en cijfers zonder spaties
sign-in-not-there = Aanmelden met { $issuer } kan nog niet in de browser.
sign-in-stranger = Je bent aangemeld via een aanbieder die { $city } niet erkent.
register-title = Inschrijven bij { $city }
register-text = Je bent aangemeld. Om te reserveren en te lenen moet { $city } weten hoe je te bereiken bent.
register-name = Naam
register-email = E-mailadres
register-email-hint = Bevestigingen en herinneringen komen daar aan.
register-language = Taal van berichten
register-button = Inschrijven
register-name-missing = Geef je naam
register-email-missing = Geef een e-mailadres, zoals naam@example.org

## What was done

done-reserved = Gereserveerd. Je krijgt een bevestiging per e-mail.
done-requested = Je aanvraag ligt bij de balie. Je krijgt een e-mail zodra er beslist is.
done-reservation-cancelled = De reservering is geannuleerd.
done-change-withdrawn = De wijziging is ingetrokken. De reservering blijft zoals ze was.
done-reservation-changed = De reservering is gewijzigd. U krijgt een bevestiging per e-mail.
done-series-made = De reeks is gemaakt. De data staan hieronder.
done-series-changed = De data zijn verplaatst.
done-series-cancelled = De data zijn geannuleerd.
done-points-appealed = Je hebt bezwaar gemaakt. Medewerkers bekijken het opnieuw.
done-checked-in = U bent ingecheckt.
done-checked-in-at-the-desk = Ingecheckt.
done-hold-placed = Je staat in de rij. Je krijgt een e-mail wanneer je aan de beurt bent.
done-hold-cancelled = Je bent uit de rij gegaan.
done-wait-joined = Je wacht erop. Je krijgt een e-mail als je aan de beurt bent.
done-wait-left = Je wacht niet meer.
done-offer-accepted = Aangenomen. Een bevestiging komt per e-mail.
done-offer-declined = Afgeslagen. De tijd wordt aan de volgende aangeboden.
done-registered = Welkom. Je bent ingeschreven.
done-signed-out = Je bent afgemeld.
done-accepted = Aanvaard. Het lid krijgt een e-mail.
done-refused = Geweigerd. Het lid krijgt een e-mail met de reden.
done-cancelled = Geannuleerd. Het lid krijgt een e-mail met de reden.
done-blocked = De tijd is geblokkeerd.
done-lifted = De tijd kan weer worden gereserveerd.
done-lent = Uitgeleend: { $name } ({ $barcode }), terug op { $date }.
done-taken-back = Teruggenomen: { $name } ({ $barcode }). Het gaat terug op het schap.
done-taken-back-set-aside = Teruggenomen: { $name } ({ $barcode }). Het ligt apart voor de volgende in de rij: leg het op het afhaalschap.

## Refusals

problem-not-understood-title = Dat hebben we niet begrepen
problem-not-understood-text = Er ontbreekt iets, of de vorm klopt niet.
problem-sign-in-needed-title = Meld je eerst aan
problem-sign-in-needed-text = Deze pagina is voor leden. Meld je aan en probeer het opnieuw.
problem-not-allowed-title = Niet toegestaan
problem-not-allowed-text = Je rol laat dit niet toe.
problem-not-found-title = Pagina niet gevonden
problem-not-found-text = Ze bestaat niet, of is niet voor jou zichtbaar.
problem-method-not-allowed-title = Dat kan hier niet
problem-method-not-allowed-text = Deze pagina werkt niet op die manier.
problem-slot-taken-title = Deze tijd is bezet
problem-slot-taken-text = Iemand was sneller.
problem-state-forbids-title = Dit kan niet meer
problem-state-forbids-text = Wat je zag is intussen veranderd. Kijk opnieuw.
problem-still-running-title = We zijn ermee bezig
problem-still-running-text = Je eerste klik wordt verwerkt. Kijk over een ogenblik opnieuw.
problem-stale-title = Intussen gewijzigd
problem-stale-text = Iemand wijzigde dit terwijl jij bezig was. Kijk opnieuw.
problem-too-large-title = Te groot
problem-too-large-text = Wat je stuurde is groter dan we aankunnen.
problem-wrong-media-type-title = Dat kunnen we niet lezen
problem-wrong-media-type-text = De vorm van wat je stuurde wordt hier niet aangenomen.
problem-rule-refuses-title = Een regel laat dit niet toe
problem-rule-refuses-text = De plek die dit deelt heeft een grens gesteld.
problem-key-reused-title = Dit formulier was al verstuurd
problem-key-reused-text = Open de pagina opnieuw en herhaal wat je wilde.
problem-too-many-requests-title = Te veel aanvragen
problem-too-many-requests-text = Wacht even en probeer het opnieuw.
problem-try-again-title = Probeer het opnieuw
problem-try-again-text = Een deel van het platform antwoordt nu niet. Er is niets verloren; probeer het straks opnieuw.
problem-defect-title = Er ging iets stuk
problem-defect-text = Dit is onze fout, niet de jouwe.
problem-other-site-title = Vanaf een andere site verstuurd
problem-other-site-text = Dit formulier kwam niet van onze eigen pagina; er is niets gedaan. Open de pagina hier en probeer het opnieuw.
problem-back = Terug naar de pagina
rule-limit = Toegestaan: { $limit }
rule-actual = Gevraagd of nu: { $actual }

rule-on-the-grid = Reserveringen beginnen en eindigen per { $limit }.
rule-not-too-short = De kortste reservering is { $limit }; je vroeg { $actual }.
rule-not-too-long = De langste reservering is { $limit }; je vroeg { $actual }.
rule-persons-have-place = Er is plaats voor { $limit } personen; je vroeg { $actual }.
rule-within-hours = Het is niet de hele tijd open ({ $actual }). Open: { $limit }.
rule-closed = Het is dan gesloten.
rule-not-in-the-past = Deze tijd is voorbij.
rule-within-the-horizon = Reserveren kan tot { $limit }.
rule-early-enough = Dit kan tot { $limit } voor het begin; het begint: { $actual }.
rule-on-its-dates = Reserveren kan alleen op deze data: { $limit }. Je vroeg: { $actual }.
dates-from = vanaf { $date }
dates-until = tot en met { $date }
rule-a-unit-is-free = Iemand anders heeft deze tijd.
rule-a-unit-of-many-is-free = Alle { $limit } plaatsen zijn op een bepaald moment van deze tijd bezet.
rule-residents-first = Je kunt hoogstens { $limit } vooruit reserveren; dit is over { $actual }. Inwoners kunnen eerder reserveren.
rule-for-a-purpose-that-is-served = Dit is alleen voor bepaalde doelen: { $limit }.
rule-adults-only = Dit is alleen voor volwassenen. De balie kan noteren dat je dat bent.
rule-who-is-entitled = Dit is alleen voor wie er recht op heeft: { $limit }. De balie kan noteren dat je dat hebt.
rule-who-has-learnt-it = Dit is alleen voor wie de opleiding heeft gevolgd: { $limit }. De balie noteert wie dat heeft gedaan.
rule-nobody-but-groups = Dit kan alleen door groepen gereserveerd worden.
rule-kinds-of-groups-that-are-served = Dit is alleen voor bepaalde groepen: { $limit }.
rule-not-while-suspended = Je bent geschorst tot { $actual }; bij { $limit } strafpunten word je geschorst. Wie geschorst is, kan dit niet reserveren.
rule-the-clock-shows-the-time = Op deze dag wordt de klok verzet en bestaat deze tijd niet.
allowance-reservations = Je mag hoogstens { $limit } reserveringen hebben { $within }; met deze erbij worden het er { $actual }.
allowance-minutes = Je mag hoogstens { $limit } reserveren { $within }; met deze erbij wordt het { $actual }.
allowance-per-day = per dag
allowance-per-week = per week
allowance-per-month = per maand
allowance-per-season = per seizoen
allowance-per-days = { $days ->
    [one] in 1 dag
   *[other] in { $days } dagen
}
allowance-at-the-same-time = tegelijk
rule-the-rule-names-the-first-date = Deze eerste datum hoort niet bij de regel; de eerste is { $limit }.
rule-what-is-reserved-gives-way-only-when-told = Er zijn reserveringen in de weg: { $actual }. Vink het vakje aan, dan worden ze geannuleerd en krijgen de leden bericht.
rule-only-what-stands-is-changed = Deze reservering bestaat niet meer.
rule-what-is-forgone-is-not-made = Dit is begonnen en niet op tijd afgerond. Reserveer opnieuw.
rule-a-rule-ends-after-it-begins = De regel eindigt voordat de reeks begint.
rule-a-date-begins-before-midnight = Een datum begint vóór 24.00 uur.
rule-what-is-drawn-is-applied-for-one-by-one = Elke datum wordt verloot. Meld je voor elke datum apart aan.
rule-only-what-is-to-come-is-changed = Vanaf die datum is er niets meer van deze reeks.
rule-a-series-has-dates = Geen van deze data is vrij.
rule-every-date-can-be-had = Sommige data kunnen niet.
rule-a-series-has-so-many-dates = Een reeks heeft hoogstens { $limit } data. Kies een eerder einde.
rule-only-what-waits-is-decided = Over deze aanvraag is al beslist.
rule-only-what-stands-is-cancelled = Deze reservering geldt niet meer.
rule-only-before-its-end = Deze reservering is voorbij.
rule-in-the-time-of-check-in = Inchecken kan nu niet. Het kan: { $limit }.
rule-what-was-released-is-nobodys = Niemand heeft op tijd ingecheckt; de reservering is vrijgegeven.
rule-the-code-fits = Dit is niet de code van de reservering.
rule-codes-are-not-guessed = Er zijn te veel verkeerde codes gegeven. Check het lid zonder code in.
rule-the-code-is-given-at-the-place = Geef uw code aan de balie of aan het apparaat bij de deur.
rule-a-reason-is-given = Een reden heeft 1 tot { $limit } tekens; de jouwe heeft er { $actual }.
rule-an-item-is-lent-once = Dit exemplaar is uitgeleend.
rule-set-aside-for-one-member = Dit exemplaar ligt apart voor een ander lid, dat aan de beurt is.
rule-the-queue-comes-first = Er wachten leden: { $actual }. De rij gaat voor.
rule-only-what-is-out-comes-back = Dit exemplaar is niet uitgeleend.
rule-holds-only-when-none-is-available = Nu beschikbaar: je kunt het aan de balie lenen.
rule-only-active-holds-are-cancelled = Deze plaats in de rij is al voorbij.
rule-one-hold-per-member-and-title = Je staat al in deze rij.
rule-no-hold-on-what-one-has = Je hebt dit al geleend.
rule-only-what-is-taken-is-waited-for = Deze tijd is vrij: reserveer hem.
rule-so-many-wait = Er wachten hier al { $limit } mensen.
rule-only-who-waits-is-served = Deze plaats in de rij bestaat niet meer.
rule-an-offer-is-answered-in-time = De tijd om te antwoorden eindigde op { $limit }.
rule-each-has-one-lot = Je hebt je al aangemeld voor een overlappende tijd. Trek die eerst in.
rule-what-is-drawn-waits-for-the-draw = Wie deze tijd krijgt, wordt verloot op { $limit }.
rule-wait-where-there-is-a-queue = Je kunt hier niet op tijden wachten.
rule-queue-length = De rij is vol: er wachten er { $actual }, hoogstens { $limit }.
rule-member-name = Deze naam is te lang, of heeft tekens die in geen naam horen.
rule-member-email = Dit is geen e-mailadres waar berichten aankomen.

## Kinds

kind-room = Lokaal
kind-hall = Zaal
kind-kitchen = Keuken
kind-desk = Werkplek
kind-office = Kantoor
kind-computer = Computer
kind-vehicle = Voertuig
kind-boat = Boot
kind-parking = Parkeren
kind-stall = Kraam
kind-machine = Machine
kind-guest-room = Logeerkamer
kind-tool = Gereedschap
kind-book = Boek
kind-suit = Pak
kind-bag = Tas
kind-game = Spel
kind-device = Apparaat
kind-camping = Kamperen
kind-instrument = Instrument
kind-toy = Speelgoed

price-per-hour = { $price } per uur
price-per-day = { $price } per dag
price-flat = { $price } per reservering
price-per-block = { $first } voor de eerste { $length }, { $further } voor elke volgende
price-deposit = Waarborg: { $deposit }
price-of = Prijs: { $price }
price-with-deposit = Prijs: { $price }, waarborg: { $deposit }

## Holidays, blocks, and what is shown

block-label = Tijd
holiday-closed = Gesloten:
holiday-hours = Open op de uren van deze feestdag of vakantie:
badge-draft = Concept
badge-not-shown = Nu niet zichtbaar
badge-archived = Gearchiveerd
resource-photos = Foto’s
resource-qualification = Alleen na opleiding: { $training }
rule-within-hours-of-holidays = Een van de dagen is een feestdag of vakantie. Open: { $limit }.
rule-in-whole-blocks = Reserveren kan per heel blok: { $limit }.
rule-blocks-are-combined-as-allowed = Hoogstens { $limit } blokken na elkaar zijn één reservering; gevraagd: { $actual }.
rule-one-a-day = Er is één reservering per dag, en die is gemaakt.
rule-its-month-is-open = Reserveringen voor deze maand kunnen vanaf { $limit }.
rule-what-is-published-is-reserved = Hiervoor worden geen nieuwe reserveringen aangenomen.
## Calendars for programs
busy-reserved = Gereserveerd
busy-blocked = Geblokkeerd
busy-closed = Gesloten
busy-left = { $free } van { $units } vrij
calendar-of = Reserveringen in { $city }
resource-calendar = Op de agenda abonneren (iCalendar)
site-calendar = Op deze agenda abonneren (iCalendar)
reservation-calendar = Naar mijn agenda
mine-calendar = Mijn agenda
mine-calendar-closed = Je agenda kan je reserveringen lezen op een adres dat alleen jij kent, en blijft actueel.
mine-calendar-open = Wie dit adres heeft, kan je reserveringen lezen. Voeg het toe aan je agenda en houd het voor jezelf.
mine-calendar-subscribe = Op mijn agenda abonneren
mine-calendar-renew = Een nieuw adres geven
mine-calendar-close = Het adres sluiten
done-calendar-opened = Je agenda is te lezen op het nieuwe adres.
done-calendar-closed = Je agenda is niet meer te lezen.
