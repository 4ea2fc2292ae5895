# Texts of the portal. Every key is in every language; a test compares them.

## On every page

product = Nanum
error-prefix = Fehler
skip-to-content = Zum Inhalt
main-menu = Hauptmenü
home = Alle Städte
nav-mine = Meine Übersicht
nav-desk = Ausgabe
sign-in = Anmelden
sign-out = Abmelden
language = Sprache
footer-text = Nanum heißt „Teilen“: Was man teilt, wird mehr.
footer-developers = Programmierschnittstelle
error-summary-title = Das hat nicht geklappt
more = Mehr
first-page = Zurück zum Anfang
next-page = Nächste Seite
session-ended = Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu an.

## Dates and times

weekday-1 = Montag
weekday-2 = Dienstag
weekday-3 = Mittwoch
weekday-4 = Donnerstag
weekday-5 = Freitag
weekday-6 = Samstag
weekday-7 = Sonntag
weekday-short-1 = Mo
weekday-short-2 = Di
weekday-short-3 = Mi
weekday-short-4 = Do
weekday-short-5 = Fr
weekday-short-6 = Sa
weekday-short-7 = So
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
date-long = { $weekday }, { $day }. { $month } { $year }
date-short = { $day }. { $month }
hours = { $hours ->
    [one] { $hours } Stunde
   *[other] { $hours } Stunden
}
minutes = { $minutes ->
    [one] { $minutes } Minute
   *[other] { $minutes } Minuten
}
days = { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
}
times-in-zone = Ortszeit: { $zone } (UTC{ $offset })

## The hub

hub-title = Was Städte teilen
hub-lead = Räume, Fahrzeuge, Werkzeug, Bücher: leihen und reservieren, was schon da ist.
search-label = Was suchen Sie?
search-hint = Zum Beispiel: Bohrmaschine, Küche, Besprechungsraum
search-tenant = Wo?
search-everywhere = Alle Städte
search-button = Suchen
listings-all = Jetzt geteilt
listings-found = Gefunden für „{ $text }“
listings-none = Nichts gefunden
listings-none-hint = Versuchen Sie ein kürzeres Wort, oder suchen Sie in allen Städten.
listings-empty = Hier wird noch nichts geteilt.
cities-title = Städte und Organisationen
cities-empty = Noch ist keine Stadt dabei.
kind-of-tenant-associate = Organisation
kind-of-tenant-secretariat = Sekretariat des Netzwerks

## A city

city-lead = Was { $city } mit Ihnen teilt
city-no-sites = Noch ist kein Ort geöffnet.
city-search-label = In { $city } suchen
city-opening-hours = Öffnungszeiten
city-hours-none = Keine festen Zeiten
city-resources = Zum Reservieren
city-titles = Zum Ausleihen
city-site-empty = Hier wird noch nichts geteilt.
city-everything = Alles, was { $city } teilt

## A resource

resource-free-times = Freie Zeiten
resource-facts = Gut zu wissen
resource-persons = { $count ->
    [one] Für { $count } Person
   *[other] Für bis zu { $count } Personen
}
resource-units = { $count ->
    [one] { $count } Platz
   *[other] { $count } Plätze
}
resource-length = Zwischen { $shortest } und { $longest }
resource-approval = Die Ausgabe bestätigt jede Reservierung
resource-equipment = Ausstattung
resource-accessibility = Barrierefreiheit
resource-address = Adresse
date-label = Datum
date-show = Anzeigen
previous-day = Vorheriger Tag
next-day = Nächster Tag
days-ahead = Die nächsten Tage
day-free = freie Zeiten
day-full = nichts frei
free-none = An diesem Tag ist nichts frei.
free-none-hint = Wählen Sie einen anderen Tag; Tage mit freien Zeiten sind markiert.
reserve-title = Reservieren
starts-at-label = Von
ends-at-label = Bis
persons-label = Wie viele Personen kommen?
persons-hint = Höchstens { $count }
optional = freiwillig
reserve-button = Reservieren
reserve-button-approval = Anfrage senden
reserve-approval-hint = Über Ihre Anfrage wird vor Ort entschieden. Bis dahin bleibt die Zeit für Sie frei.
reserve-sign-in = Zum Reservieren anmelden
reserve-register = Zum Reservieren registrieren
change-title = Ändern
change-of = Sie ändern Ihre Reservierung für { $time }. Bis Sie speichern, bleibt sie, wie sie ist.
change-approval-hint = Wünschen Sie mehr oder andere Zeit, so wird neu entschieden.
change-button = Änderung speichern
free-instead = Stattdessen frei
others-instead = Zur selben Zeit frei
reserve-this = { $time } reservieren
starts-at-missing = Wählen Sie den Beginn
ends-at-missing = Wählen Sie das Ende
ends-before-start = Das Ende muss nach dem Beginn liegen
persons-not-a-number = Geben Sie die Zahl der Personen in Ziffern an, 1 oder mehr
date-not-understood = Das ist kein Datum

## A title

title-by = von { $creator }
title-items = Exemplare
title-available = { $count ->
    [0] Alle Exemplare sind verliehen
    [one] { $count } Exemplar verfügbar
   *[other] { $count } Exemplare verfügbar
}
title-no-items = Es gibt noch kein Exemplar.
title-barcode = Strichcode
title-state = Stand
title-loan-days = Leihfrist
title-donor = Gespendet von
title-where = Ort
item-available = Verfügbar
item-set-aside = Zurückgelegt
item-on-loan = Verliehen
queue-length = { $count ->
    [0] Niemand wartet
    [one] { $count } Person wartet
   *[other] { $count } Personen warten
}
borrow-title = Ausleihen
borrow-at-desk = Kommen Sie mit Ihrer Karte vorbei: Sie erhalten es an der Ausgabe.
hold-text = Wir schreiben Ihnen, wenn Sie an der Reihe sind. Das Exemplar liegt dann für Sie bereit.
hold-button = Vormerken
hold-sign-in = Zum Vormerken anmelden
hold-register = Zum Vormerken registrieren

wait-title = Auf eine belegte Zeit warten
wait-hint = Wird die Zeit frei, halten wir sie für die Person frei, die am längsten wartet. Wir schreiben Ihnen, wenn Sie an der Reihe sind.
wait-button = Darauf warten
## Series

series-new-title = Regelmäßig reservieren
series-new-text = Jede Woche zur selben Zeit, an den Tagen, die Sie wählen. Sehen Sie zuerst nach, was möglich ist; reserviert wird erst, wenn Sie es bestätigen.
series-days = An diesen Tagen
series-first = Erster Tag
series-until = Letzter Tag
series-preview-button = Nachsehen, was möglich ist
series-preview-title = Die Termine
series-preview-summary = { $possible } von { $count } Terminen sind möglich.
series-possible = Möglich
series-not-possible = Nicht möglich
series-leave-out = Termine weglassen, die nicht möglich sind
series-leave-out-missing = Einige Termine sind nicht möglich. Kreuzen Sie das Kästchen an, um die anderen zu reservieren.
series-make-button = Diese Termine reservieren
series-none-possible = Keiner dieser Termine ist möglich. Wählen Sie andere Tage oder eine andere Zeit.
series-first-missing = Wählen Sie den ersten Tag
series-until-missing = Wählen Sie den letzten Tag
series-purpose = Zweck
series-group = Für eine Gruppe
series-group-hint = Die Nummer der Gruppe, wenn Sie für eine handeln; sie beginnt mit grp_.
group-not-a-number = Das ist keine Nummer einer Gruppe
series-until-before-first = Der letzte Tag darf nicht vor dem ersten liegen
series-days-missing = Wählen Sie mindestens einen Wochentag
series-no-such-day = Keiner der gewählten Wochentage liegt zwischen dem ersten und dem letzten Tag
series-title = Serie
series-to-come = Kommende Termine
series-to-come-none = Von dieser Serie steht nichts mehr aus.
series-past = Vergangene Termine
series-left-out = Beim Reservieren weggelassen
series-from-date = Ab diesem Tag
series-change-title = Den Rest auf eine andere Zeit verlegen
series-change-hint = Alle Termine ab dann werden verlegt, oder keiner. Ohne Datum ist es alles, was noch kommt.
series-change-button = Diese Termine verlegen
series-cancel-title = Den Rest stornieren
series-cancel-hint = Alle Termine ab dann werden storniert. Ohne Datum ist es alles, was noch kommt.
series-cancel-button = Diese Termine stornieren
series-of = Teil einer Serie
series-more = { $count ->
    [one] und 1 weiterer Termin
   *[other] und { $count } weitere Termine
}

## My page

mine-title = Meine Übersicht
mine-lead = Ihre Reservierungen, Leihen und Vormerkungen in { $city }
mine-reservations = Reservierungen
mine-reservations-none = Sie haben keine Reservierung vor sich.
mine-reservations-past = Vergangen und storniert
mine-loans = Ausgeliehen
mine-loans-none = Sie haben nichts ausgeliehen.
mine-loans-past = Zurückgegeben
mine-holds = Vorgemerkt
mine-holds-none = Sie haben nichts vorgemerkt.
mine-waits = Ich warte auf
wait-offered = Für Sie freigehalten bis { $time }
wait-place = Platz { $count } in der Warteschlange
change-wished = Gewünscht: { $what }. Bis darüber entschieden ist, bleibt sie, wie sie ist.
withdraw-change = Änderung zurückziehen
decided-by = Entscheidung bis { $time }
given-to-another = Diese Zeit hat jemand anderes bekommen.
not-drawn = Diese Zeit wurde verlost; Ihre Bewerbung wurde nicht gezogen.
mine-find = Etwas finden
state-requested = Wartet auf Bestätigung
state-confirmed = Bestätigt
state-refused = Abgelehnt
state-cancelled = Storniert
state-released = Freigegeben
state-waiting = Wartet
state-ready = Abholbereit
state-fulfilled = Ausgeliehen
state-lapsed = Nicht abgeholt
refused-because = Grund: { $reason }
persons-count = { $count ->
    [one] { $count } Person
   *[other] { $count } Personen
}
due-on = Zurück am { $date }
overdue = Überfällig seit { $date }
returned-on = Zurückgegeben am { $date }
placed-on = Wartet seit { $date }
cancel-reservation = Stornieren
change-reservation = Ändern
cancel-hold = Vormerkung löschen
accept-offer = Annehmen
decline-offer = Ablehnen
leave-waitlist = Nicht mehr warten
checked-in-at = Angemeldet: { $time }
check-in-times = Anmeldung vor Ort: { $times }
check-in-code = Code zur Anmeldung:
check-in-button = Ich bin da
mine-data = Ihre persönlichen Daten
mine-data-text = Ihr Name, Ihre E-Mail-Adresse, Ihr Ausweis und Ihre Anmeldung werden unter einem Schlüssel aufbewahrt, der nur Ihnen gehört.
mine-erase = Meine persönlichen Daten löschen
erase-title = Ihre persönlichen Daten löschen
erase-lead = Das lässt sich nicht rückgängig machen.
erase-key = Ihr Name, Ihre E-Mail-Adresse, Ihre Ausweisnummer und Ihre Anmeldung werden für immer unlesbar, auch in allen Kopien der Aufzeichnungen.
erase-mails = Nachrichten, die noch auf den Versand warten, entfallen.
erase-stays = Ihre Plätze in Wartelisten, Ihre Anfragen und Ihre künftigen Reservierungen enden, und ihre Zeit ist für andere frei; was im Namen einer Gruppe reserviert ist, bleibt der Gruppe. Was Sie ausgeliehen haben, ist noch zurückzubringen; was Sie schulden, bleibt geschuldet.
erase-anew = Sie können sich jederzeit neu anmelden, als neues Mitglied.
erase-confirm = Für immer löschen
erase-keep = Meine Daten behalten
erased-title = Ihre persönlichen Daten sind gelöscht
erased-lead = Bewahren Sie diese Nummer auf. Sie ist nicht Ihr Name; mit ihr lässt sich nachsehen, was getan wurde.
erased-copies = Frühere Kopien der Schlüssel werden spätestens am { $date } vernichtet.
erased-mail-servers = E-Mails, die Ihnen schon geschickt wurden, liegen bei Ihnen und Ihrem E-Mail-Anbieter.
## My standing

mine-standing = Meine Strafpunkte
mine-standing-text = Ihre Strafpunkte, wie lange sie zählen und wie Sie Einspruch erheben.
standing-title = Meine Strafpunkte
standing-lead = Ihre Strafpunkte in { $city } und was sie für Sie bedeuten.
standing-now = Jetzt
standing-good = Sie sind nicht gesperrt.
standing-suspended = Sie sind gesperrt bis: { $time }.
standing-points = Sie haben jetzt { $points }; ab { $threshold } wird man gesperrt. Manches lässt sich während einer Sperre nicht reservieren.
standing-points-only = Sie haben jetzt { $points }.
standing-given = Strafpunkte
standing-none = Sie haben keine Strafpunkte.
points-count = { $count ->
    [one] 1 Strafpunkt
   *[other] { $count } Strafpunkte
}
points-for-no-show = Nicht erschienen
points-for-late-cancellation = Spät storniert
points-for-damage = Beschädigung
points-for-left-dirty = Schmutzig hinterlassen
points-for-disturbance = Störung
points-for-other = Anderes
points-for-absence = Nach der Anmeldung gegangen
points-given-on = Vergeben: { $date }
points-lapse-on = Zählt bis: { $date }
points-appealed = Sie haben Einspruch erhoben. Entschieden ist noch nicht.
points-waived = Erlassen. Zählt nicht.
points-appeal = Einspruch erheben
points-appeal-hint = Halten Sie etwas für ungerecht, erheben Sie Einspruch: { $city } sieht es sich noch einmal an.

## The desk

desk-title = Ausgabe
desk-choose = Ort und Tag
desk-site = Ort
desk-hand-out = Ausgeben
desk-card = Kartennummer
desk-barcode = Strichcode
desk-lend-button = Ausgeben
desk-take-back = Zurücknehmen
desk-take-back-button = Zurücknehmen
desk-waiting = Wartet auf Ihre Entscheidung
desk-waiting-none = Keine Anfrage wartet.
desk-today = Reservierungen des Tages
desk-today-none = Keine Reservierung an diesem Tag.
desk-ready = Abholbereit
desk-ready-none = Nichts ist zurückgelegt.
desk-queue = Vorgemerkt
desk-queue-none = Niemand wartet.
desk-loans = Verliehen
desk-loans-none = Nichts ist verliehen.
desk-accept = Annehmen
desk-refuse = Ablehnen
desk-rivals = { $count ->
    [one] 1 weitere Anfrage will diese Zeit:
   *[other] { $count } weitere Anfragen wollen diese Zeit:
}
desk-accept-refuses = Wenn Sie diese annehmen, werden die anderen abgelehnt, außer es ist noch Platz. Sie erfahren per E-Mail, was stattdessen frei ist.
desk-reason = Grund, wird dem Mitglied mitgeteilt
desk-card-missing = Geben Sie die Nummer der Karte an
desk-barcode-missing = Geben Sie den Strichcode des Exemplars an
desk-reason-missing = Geben Sie einen Grund für die Ablehnung an
desk-cancel = Mit Begründung stornieren
desk-cancel-reason-missing = Geben Sie einen Grund für die Stornierung an
desk-cancel-at-members-wish = Auf Wunsch des Mitglieds: Es trägt die Kosten nach den Erstattungsfristen. Sonst wird alles erstattet.
desk-check-in = Anmelden
desk-code = Code, den das Mitglied zeigt
desk-known = Ohne Code: Ich weiß, wer es ist
desk-code-missing = Geben Sie den Code an
desk-blocked = An diesem Tag gesperrt
desk-blocked-none = Nichts ist gesperrt.
desk-block = Zeit sperren
desk-block-resource = Was
desk-block-reason = Grund, für alle sichtbar
desk-block-displace = Reservierungen stornieren, die im Weg sind, und die Mitglieder benachrichtigen
desk-block-button = Sperren
desk-block-resource-missing = Wählen Sie, was gesperrt werden soll
desk-block-reason-missing = Geben Sie einen Grund für die Sperrung an
desk-lift = Freigeben
desk-card-unknown = Kein Mitglied hat die Karte { $card }.
desk-barcode-unknown = Kein Exemplar hat den Strichcode { $barcode }.
desk-more = Es gibt mehr, als hier gezeigt wird.
desk-back = Zurück zur Ausgabe
desk-queues = Wartelisten und Verlosungen
desk-waits-title = Warteliste
desk-waits-none = Niemand wartet.
desk-waits-offered = Angeboten
desk-waits-waiting = Wartend, der Reihe nach
desk-offered = Freigehalten bis { $time }
desk-draws-title = Verlosungen
desk-draws-none = Nichts ist zu verlosen.
desk-draws-to-come = Noch zu verlosen
desk-draws-held = Verlost
desk-draw-title = Verlosung für { $date }
desk-draws-at = Wird verlost: { $time }
desk-drawn-at = Wurde verlost: { $time }
desk-applications = { $count ->
    [one] 1 Bewerbung
   *[other] { $count } Bewerbungen
}
desk-draw-won = { $count ->
    [one] 1 hat die Zeit bekommen
   *[other] { $count } haben ihre Zeit bekommen
}
desk-draw-how = So wird verlost
desk-draw-commitment = Vorab festgelegt (SHA-256 des Startwerts)
desk-draw-seed = Startwert
desk-draw-check = Es wird mit der ersten Bewerbung festgelegt. Die Reihenfolge ist die des SHA-256 des Startwerts, gefolgt von der Nummer der Bewerbung; jeder kann es nachprüfen.
desk-draw-order = In der gezogenen Reihenfolge
desk-lot-won = Zeit bekommen
desk-lot-lost = Nicht gezogen

## Signing in

sign-in-title = Anmelden bei { $city }
sign-in-already = Sie sind angemeldet.
sign-in-to-mine = Zu meiner Übersicht
sign-in-demo = Vorführung
sign-in-demo-text = Dies ist eine Vorführung. Alle können sich als beliebige Person anmelden; geben Sie keine echten Daten ein.
sign-in-demo-subject = Wer sind Sie?
sign-in-demo-subject-hint = <Stadt>/<Person>, zum Beispiel { $example }
sign-in-demo-quick = Oder anmelden als
sign-in-demo-subject-missing = Geben Sie an, wer Sie sind, in Buchstaben und Ziffern ohne Leerzeichen
sign-in-not-there = Die Anmeldung mit { $issuer } ist im Browser noch nicht möglich.
sign-in-stranger = Sie sind bei einem Anbieter angemeldet, den { $city } nicht anerkennt.
register-title = Registrieren bei { $city }
register-text = Sie sind angemeldet. Zum Reservieren und Ausleihen muss { $city } wissen, wie Sie zu erreichen sind.
register-name = Name
register-email = E-Mail
register-email-hint = Bestätigungen und Erinnerungen gehen dorthin.
register-language = Sprache der Nachrichten
register-button = Registrieren
register-name-missing = Geben Sie Ihren Namen an
register-email-missing = Geben Sie eine E-Mail-Adresse an, etwa name@example.org

## What was done

done-reserved = Reserviert. Eine Bestätigung kommt per E-Mail.
done-requested = Ihre Anfrage liegt vor. Sie erhalten eine E-Mail, sobald entschieden ist.
done-reservation-cancelled = Die Reservierung ist storniert.
done-change-withdrawn = Die Änderung ist zurückgezogen. Die Reservierung bleibt, wie sie war.
done-reservation-changed = Die Reservierung ist geändert. Eine Bestätigung kommt per E-Mail.
done-series-made = Die Serie ist angelegt. Ihre Termine stehen unten.
done-series-changed = Die Termine sind verlegt.
done-series-cancelled = Die Termine sind storniert.
done-points-appealed = Sie haben Einspruch erhoben. Er wird noch einmal geprüft.
done-checked-in = Sie sind angemeldet.
done-checked-in-at-the-desk = Angemeldet.
done-hold-placed = Sie sind vorgemerkt. Sie erhalten eine E-Mail, wenn Sie an der Reihe sind.
done-hold-cancelled = Die Vormerkung ist gelöscht.
done-wait-joined = Sie warten darauf. Sie erhalten eine E-Mail, wenn Sie an der Reihe sind.
done-wait-left = Sie warten nicht mehr.
done-offer-accepted = Angenommen. Eine Bestätigung kommt per E-Mail.
done-offer-declined = Abgelehnt. Die Zeit wird der nächsten Person angeboten.
done-registered = Willkommen. Sie sind registriert.
done-signed-out = Sie sind abgemeldet.
done-accepted = Angenommen. Das Mitglied erhält eine E-Mail.
done-refused = Abgelehnt. Das Mitglied erhält eine E-Mail mit dem Grund.
done-cancelled = Storniert. Das Mitglied erhält eine E-Mail mit dem Grund.
done-blocked = Die Zeit ist gesperrt.
done-lifted = Die Zeit kann wieder reserviert werden.
done-lent = Ausgegeben: { $name } ({ $barcode }), zurück am { $date }.
done-taken-back = Zurückgenommen: { $name } ({ $barcode }). Es kommt wieder ins Regal.
done-taken-back-set-aside = Zurückgenommen: { $name } ({ $barcode }). Es ist für die nächste Person in der Reihe zurückgelegt: bitte ins Abholregal stellen.

## Refusals

problem-not-understood-title = Das haben wir nicht verstanden
problem-not-understood-text = Etwas fehlt oder hat nicht die erwartete Form.
problem-sign-in-needed-title = Bitte melden Sie sich an
problem-sign-in-needed-text = Diese Seite ist für Mitglieder. Melden Sie sich an und versuchen Sie es noch einmal.
problem-not-allowed-title = Nicht erlaubt
problem-not-allowed-text = Ihre Rolle umfasst das nicht.
problem-not-found-title = Seite nicht gefunden
problem-not-found-text = Sie existiert nicht, oder Sie dürfen sie nicht sehen.
problem-method-not-allowed-title = Das geht hier nicht
problem-method-not-allowed-text = Diese Seite lässt sich so nicht verwenden.
problem-slot-taken-title = Diese Zeit ist vergeben
problem-slot-taken-text = Jemand war schneller.
problem-state-forbids-title = Das geht nicht mehr
problem-state-forbids-text = Was Sie gesehen haben, hat sich geändert. Bitte sehen Sie noch einmal nach.
problem-still-running-title = Wird noch bearbeitet
problem-still-running-text = Ihr erster Klick wird bearbeitet. Sehen Sie gleich noch einmal nach.
problem-stale-title = Inzwischen geändert
problem-stale-text = Jemand hat es geändert, während Sie daran waren. Bitte sehen Sie noch einmal nach.
problem-too-large-title = Zu groß
problem-too-large-text = Was Sie gesendet haben, ist größer, als wir annehmen können.
problem-wrong-media-type-title = Das können wir nicht lesen
problem-wrong-media-type-text = Die Form der Sendung wird hier nicht angenommen.
problem-rule-refuses-title = Eine Regel lässt das nicht zu
problem-rule-refuses-text = Der Ort, der dies teilt, hat eine Grenze gesetzt.
problem-key-reused-title = Dieses Formular wurde schon gesendet
problem-key-reused-text = Öffnen Sie die Seite noch einmal und wiederholen Sie Ihren Wunsch.
problem-too-many-requests-title = Zu viele Anfragen
problem-too-many-requests-text = Bitte warten Sie einen Moment und versuchen Sie es noch einmal.
problem-try-again-title = Bitte noch einmal versuchen
problem-try-again-text = Ein Teil der Plattform antwortet gerade nicht. Nichts ist verloren; versuchen Sie es gleich noch einmal.
problem-defect-title = Etwas ist kaputtgegangen
problem-defect-text = Das ist unser Fehler, nicht Ihrer.
problem-other-site-title = Von einer anderen Seite gesendet
problem-other-site-text = Dieses Formular kam nicht von unserer eigenen Seite; es ist nichts geschehen. Öffnen Sie die Seite hier und versuchen Sie es noch einmal.
problem-back = Zurück zur Seite
rule-limit = Erlaubt: { $limit }
rule-actual = Gewünscht oder jetzt: { $actual }

rule-on-the-grid = Reservierungen beginnen und enden im Abstand von { $limit }.
rule-not-too-short = Die kürzeste Reservierung ist { $limit }; gewünscht waren { $actual }.
rule-not-too-long = Die längste Reservierung ist { $limit }; gewünscht waren { $actual }.
rule-persons-have-place = Es ist Platz für { $limit } Personen; gewünscht waren { $actual }.
rule-within-hours = Es ist nicht die ganze Zeit geöffnet ({ $actual }). Geöffnet: { $limit }.
rule-closed = Dann ist geschlossen.
rule-not-in-the-past = Diese Zeit ist vorbei.
rule-within-the-horizon = Reservieren geht bis { $limit }.
rule-early-enough = Das geht bis { $limit } vor dem Beginn; Beginn: { $actual }.
rule-on-its-dates = Reservieren kann man nur an diesen Tagen: { $limit }. Gewünscht: { $actual }.
dates-from = ab { $date }
dates-until = bis { $date }
rule-a-unit-is-free = Diese Zeit hat jemand anderes.
rule-a-unit-of-many-is-free = Alle { $limit } Plätze sind in dieser Zeit zeitweise belegt.
rule-residents-first = Im Voraus reservieren können Sie höchstens { $limit }; bis zu diesem Termin: { $actual }. Einwohner können früher reservieren.
rule-for-a-purpose-that-is-served = Das ist nur für bestimmte Zwecke: { $limit }.
rule-adults-only = Das ist nur für Erwachsene. Die Ausgabe kann vermerken, dass Sie es sind.
rule-who-is-entitled = Das ist nur für Berechtigte: { $limit }. Die Ausgabe kann vermerken, dass Sie es sind.
rule-who-has-learnt-it = Das ist nur für Geschulte: { $limit }. Die Ausgabe vermerkt, wer es ist.
rule-nobody-but-groups = Das wird nur von Gruppen reserviert.
rule-kinds-of-groups-that-are-served = Das ist nur für bestimmte Gruppen: { $limit }.
rule-not-while-suspended = Sie sind gesperrt bis { $actual }; ab { $limit } Strafpunkten wird man gesperrt. Während einer Sperre lässt sich dies nicht reservieren.
rule-the-clock-shows-the-time = An diesem Tag wird die Uhr umgestellt; diese Uhrzeit gibt es nicht.
allowance-reservations = Sie können höchstens { $limit } Reservierungen { $within } haben; mit dieser wären es { $actual }.
allowance-minutes = Sie können höchstens { $limit } { $within } reservieren; mit dieser Reservierung wären es { $actual }.
allowance-per-day = am Tag
allowance-per-week = in einer Woche
allowance-per-month = in einem Monat
allowance-per-season = in einer Saison
allowance-per-days = { $days ->
    [one] an 1 Tag
   *[other] in { $days } Tagen
}
allowance-at-the-same-time = zur selben Zeit
rule-the-rule-names-the-first-date = Dieser erste Termin ist keiner der Regel; der erste ist { $limit }.
rule-what-is-reserved-gives-way-only-when-told = Es sind Reservierungen im Weg: { $actual }. Kreuzen Sie das Kästchen an, dann werden sie storniert und ihre Mitglieder benachrichtigt.
rule-only-what-stands-is-changed = Diese Reservierung besteht nicht mehr.
rule-what-is-forgone-is-not-made = Dies wurde begonnen und nicht rechtzeitig beendet. Bitte reservieren Sie neu.
rule-a-rule-ends-after-it-begins = Die Regel endet, bevor die Serie beginnt.
rule-a-date-begins-before-midnight = Ein Termin beginnt vor 24:00 Uhr.
rule-what-is-drawn-is-applied-for-one-by-one = Jeder Tag wird verlost. Bewerben Sie sich für die Termine einzeln.
rule-only-what-is-to-come-is-changed = Ab diesem Tag steht von der Serie nichts mehr aus.
rule-a-series-has-dates = Keiner dieser Termine ist zu haben.
rule-every-date-can-be-had = Einige der Termine sind nicht zu haben.
rule-a-series-has-so-many-dates = Eine Serie hat höchstens { $limit } Termine. Wählen Sie ein früheres Ende.
rule-only-what-waits-is-decided = Über diese Anfrage ist schon entschieden.
rule-only-what-stands-is-cancelled = Diese Reservierung besteht nicht mehr.
rule-only-before-its-end = Diese Reservierung ist vorbei.
rule-in-the-time-of-check-in = Jetzt kann man sich nicht anmelden, sondern: { $limit }.
rule-what-was-released-is-nobodys = Niemand hat sich rechtzeitig angemeldet; die Reservierung wurde freigegeben.
rule-the-code-fits = Das ist nicht der Code der Reservierung.
rule-codes-are-not-guessed = Es wurden zu viele falsche Codes angegeben. Melden Sie das Mitglied ohne Code an.
rule-the-code-is-given-at-the-place = Geben Sie Ihren Code am Schalter oder am Gerät an der Tür an.
rule-a-reason-is-given = Ein Grund hat 1 bis { $limit } Zeichen; Ihrer hat { $actual }.
rule-an-item-is-lent-once = Dieses Exemplar ist verliehen.
rule-set-aside-for-one-member = Dieses Exemplar ist für ein anderes Mitglied zurückgelegt, das an der Reihe ist.
rule-the-queue-comes-first = Mitglieder warten darauf: { $actual }. Die Vormerkungen gehen vor.
rule-only-what-is-out-comes-back = Dieses Exemplar ist nicht verliehen.
rule-holds-only-when-none-is-available = Jetzt verfügbar: Sie können es an der Ausgabe ausleihen.
rule-only-active-holds-are-cancelled = Diese Vormerkung ist schon beendet.
rule-one-hold-per-member-and-title = Sie sind dafür schon vorgemerkt.
rule-no-hold-on-what-one-has = Sie haben es schon ausgeliehen.
rule-only-what-is-taken-is-waited-for = Diese Zeit ist frei: Reservieren Sie sie.
rule-so-many-wait = Hier warten bereits { $limit } Personen.
rule-only-who-waits-is-served = Dieser Platz in der Warteschlange besteht nicht mehr.
rule-an-offer-is-answered-in-time = Die Zeit zum Antworten endete am { $limit }.
rule-each-has-one-lot = Sie haben sich um eine überlappende Zeit beworben. Ziehen Sie diese Bewerbung zuerst zurück.
rule-what-is-drawn-waits-for-the-draw = Wer diese Zeit bekommt, wird am { $limit } ausgelost.
rule-wait-where-there-is-a-queue = Auf Zeiten kann man hier nicht warten.
rule-queue-length = Die Warteliste ist voll: { $actual } warten, höchstens { $limit }.
rule-member-name = Dieser Name ist zu lang oder enthält Zeichen, die in keinen Namen gehören.
rule-member-email = Das ist keine E-Mail-Adresse, an die Nachrichten gehen können.

## Kinds

kind-room = Raum
kind-hall = Saal
kind-kitchen = Küche
kind-desk = Arbeitsplatz
kind-office = Büro
kind-computer = Computer
kind-vehicle = Fahrzeug
kind-boat = Boot
kind-parking = Parkplatz
kind-stall = Marktstand
kind-machine = Maschine
kind-guest-room = Gästezimmer
kind-tool = Werkzeug
kind-book = Buch
kind-suit = Anzug
kind-bag = Tasche
kind-game = Spiel
kind-device = Gerät
kind-camping = Camping
kind-instrument = Instrument
kind-toy = Spielzeug

price-per-hour = { $price } pro Stunde
price-per-day = { $price } pro Tag
price-flat = { $price } pro Reservierung
price-per-block = { $first } für die ersten { $length }, { $further } für jede weitere Dauer von { $length }
price-deposit = Kaution: { $deposit }
price-of = Preis: { $price }
price-with-deposit = Preis: { $price }, Kaution: { $deposit }

## Holidays, blocks, and what is shown

block-label = Zeit
holiday-closed = Geschlossen:
holiday-hours = Geöffnet zu den Zeiten dieses Feiertags oder der Ferien:
badge-draft = Entwurf
badge-not-shown = Zurzeit nicht sichtbar
badge-archived = Archiviert
resource-photos = Fotos
resource-qualification = Nur mit Einweisung: { $training }
rule-within-hours-of-holidays = Ein Tag davon ist ein Feiertag oder in den Ferien. Geöffnet: { $limit }.
rule-in-whole-blocks = Reserviert wird in ganzen Blöcken: { $limit }.
rule-blocks-are-combined-as-allowed = Höchstens { $limit } aufeinanderfolgende Blöcke sind eine Reservierung; gewünscht: { $actual }.
rule-one-a-day = Pro Tag gibt es eine Reservierung, und sie ist vergeben.
rule-its-month-is-open = Reservierungen für diesen Monat sind ab { $limit } möglich.
rule-what-is-published-is-reserved = Hierfür werden keine neuen Reservierungen angenommen.
## Calendars for programs
busy-reserved = Reserviert
busy-blocked = Gesperrt
busy-closed = Geschlossen
busy-left = { $free } von { $units } frei
calendar-of = Reservierungen in { $city }
resource-calendar = Kalender abonnieren (iCalendar)
site-calendar = Diesen Kalender abonnieren (iCalendar)
reservation-calendar = In meinen Kalender
mine-calendar = Mein Kalender
mine-calendar-closed = Ihr Kalender kann Ihre Reservierungen unter einer Adresse lesen, die nur Sie kennen, und bleibt aktuell.
mine-calendar-open = Wer diese Adresse hat, kann Ihre Reservierungen lesen. Fügen Sie sie Ihrem Kalender hinzu, und behalten Sie sie für sich.
mine-calendar-subscribe = Meinen Kalender abonnieren
mine-calendar-renew = Neue Adresse vergeben
mine-calendar-close = Adresse schließen
done-calendar-opened = Ihr Kalender ist unter der neuen Adresse zu lesen.
done-calendar-closed = Ihr Kalender ist nicht mehr zu lesen.
