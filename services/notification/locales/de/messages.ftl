# Was Mitglieder lesen. Namen stehen für sich, als Angaben, damit kein Satz sich nach ihnen beugen muss.

greeting = Guten Tag { $name },

closing =
    Mit freundlichen Grüßen
    { $tenant }

    Diese Nachricht wurde automatisch verschickt. Bitte antworten Sie nicht darauf.

when-one-day = { $day }, { $from } – { $until } Uhr (Ortszeit, { $zone })
when-many-days = { $day }, { $from } Uhr – { $last-day }, { $until } Uhr (Ortszeit, { $zone })

details-reservation =
    Was: { $thing }
    Wann: { $when }
    Wo: { $site }, { $address }

details-series =
    Was: { $thing }
    Wann: { $from } – { $until } Uhr (Ortszeit, { $zone }), an den unten genannten Terminen
    Wo: { $site }, { $address }

details-series-of-several-times =
    Was: { $thing }
    Wo: { $site }, { $address }

series-dates =
    Termine:
    { $dates }

series-dates-not-had =
    Diese Termine waren nicht verfügbar:
    { $refused }

series-more = … und { $more } weitere

details-loan =
    Was: { $thing }
    Bitte zurückgeben bis: { $due }
    Wo: { $site }, { $address }

details-title =
    Was: { $thing }
    Wo: { $site }, { $address }

details-standing =
    Gesperrt bis: { $until }

reservation-requested-subject = Ihre Anfrage: { $short-thing }, { $day }
reservation-requested-body =
    wir haben Ihre Reservierungsanfrage erhalten. Die Zeit wird für Sie freigehalten, bis unser Team entschieden hat. Dann hören Sie wieder von uns.

reservation-asked-for-subject = Anfrage eingegangen: { $short-thing }, { $day }
reservation-asked-for-body =
    Ihre Anfrage ist bei uns eingegangen. Die Zeit wird nicht freigehalten, bis entschieden ist: Andere können um dieselbe bitten. Sie hören wieder von uns.

reservation-given-to-another-subject = Anderweitig vergeben: { $short-thing }, { $day }
reservation-given-to-another-body =
    Leider hat jemand anderes die Zeit bekommen, um die Sie gebeten haben.

    { $free-instead }

reservation-not-drawn-subject = Nicht gezogen: { $short-thing }, { $day }
reservation-not-drawn-body =
    Die Zeit, um die Sie sich beworben haben, wurde verlost; leider wurde Ihre Bewerbung nicht gezogen. Die Verlosung kann von allen nachgeprüft werden.

    { $free-instead }

free-instead =
    An diesem Tag ist frei:
    { $times }
nothing-free-instead = An diesem Tag ist sonst nichts frei.

reservation-confirmed-subject = Reservierung bestätigt: { $short-thing }, { $day }
reservation-confirmed-body =
    Ihre Reservierung ist bestätigt. Sollten Sie verhindert sein, stornieren Sie sie bitte, damit andere die Zeit nutzen können.

reservation-refused-subject = Anfrage abgelehnt: { $short-thing }, { $day }
reservation-refused-body =
    leider können wir Ihre Reservierungsanfrage nicht annehmen.

    Begründung: { $reason }

reservation-lapsed-subject = Anfrage verfallen: { $short-thing }, { $day }
reservation-lapsed-body =
    über Ihre Reservierungsanfrage wurde nicht rechtzeitig entschieden; die Zeit ist nun wieder frei. Das tut uns leid. Sie können gern eine andere Zeit anfragen.

reservation-cancelled-subject = Reservierung storniert: { $short-thing }, { $day }
reservation-cancelled-body =
    diese Reservierung wurde storniert. Die Zeit ist wieder frei.

reservation-changed-subject = Reservierung geändert: { $short-thing }, { $day }
reservation-changed-body =
    Ihre Reservierung wurde geändert. Sie gilt nun für die folgende Zeit.

reservation-change-requested-subject = Ihre Änderungsanfrage: { $short-thing }, { $day }
reservation-change-requested-body =
    wir haben Ihre Anfrage erhalten, diese Reservierung zu ändern. Bis darüber entschieden ist, bleibt Ihre Reservierung, wie sie ist:

reservation-change-refused-subject = Änderung abgelehnt: { $short-thing }, { $day }
reservation-change-refused-body =
    leider können wir die gewünschte Änderung nicht annehmen. Ihre Reservierung bleibt, wie sie war.

    Grund: { $reason }

reservation-change-lapsed-subject = Änderungsanfrage verfallen: { $short-thing }, { $day }
reservation-change-lapsed-body =
    über die gewünschte Änderung wurde nicht rechtzeitig entschieden. Das tut uns leid. Ihre Reservierung bleibt, wie sie war.

reservation-change-given-to-another-subject = Änderung nicht möglich: { $short-thing }, { $day }
reservation-change-given-to-another-body =
    die zusätzlich gewünschte Zeit hat jemand anderes bekommen. Ihre Reservierung bleibt, wie sie war.

series-change-requested-subject = Ihre Änderungsanfrage für eine Serie: { $short-thing }, ab { $day }
series-change-requested-body =
    wir haben Ihre Anfrage nach einer anderen Zeit für Ihre Serie erhalten. Bis darüber entschieden ist, bleibt die Serie, wie sie ist. Gewünscht ist:

reservation-restored-subject = Reservierung wiederhergestellt: { $short-thing }, { $day }
reservation-restored-body =
    diese Reservierung gilt wieder.

reservation-gave-way-subject = Wir mussten stornieren: { $short-thing }, { $day }
reservation-gave-way-body =
    leider mussten wir diese Reservierung stornieren.

    Grund: { $reason }

reservation-unpaid-subject = Reservierung verfallen: { $short-thing }, { $day }
reservation-unpaid-body =
    Diese Reservierung wurde nicht rechtzeitig bezahlt und ist verfallen. Die Zeit ist wieder frei.

series-made-subject = Serie bestätigt: { $short-thing }, ab { $day }
series-made-body =
    Ihre Reservierungsserie ist bestätigt. Sollten Sie an einem der Termine verhindert sein, stornieren Sie ihn bitte, damit andere die Zeit nutzen können.

series-requested-subject = Ihre Anfrage für eine Serie: { $short-thing }, ab { $day }
series-requested-body =
    wir haben Ihre Anfrage für eine Reservierungsserie erhalten. Was auf eine Entscheidung wartet, wird für Sie freigehalten, bis unser Team entschieden hat. Dann hören Sie wieder von uns.

series-asked-for-subject = Anfrage für eine Serie eingegangen: { $short-thing }, ab { $day }
series-asked-for-body =
    Ihre Anfrage für eine Reservierungsserie ist bei uns eingegangen. Die Zeiten werden nicht freigehalten, bis entschieden ist: Andere können um dieselben bitten. Sie hören wieder von uns.

series-extended-subject = Serie verlängert: { $short-thing }, ab { $day }
series-extended-body =
    Ihre Reservierungsserie geht weiter. Die folgenden Termine sind hinzugekommen.

series-changed-subject = Serie geändert: { $short-thing }, ab { $day }
series-changed-body =
    die Uhrzeit Ihrer Reservierungsserie wurde geändert. Nun gilt Folgendes.

series-cancelled-subject = Serie storniert: { $short-thing }, ab { $day }
series-cancelled-body =
    diese Termine der Serie wurden storniert. Die Zeiten sind wieder frei.

series-gave-way-subject = Wir mussten eine Serie stornieren: { $short-thing }, ab { $day }
series-gave-way-body =
    leider mussten wir diese Termine Ihrer Serie stornieren.

    Grund: { $reason }

wait-offered-subject = Frei für Sie: { $short-thing }, { $day }
wait-offered-body =
    Die Zeit, auf die Sie gewartet haben, ist frei. Wir halten sie für Sie bis { $deadline-day }, { $deadline-time } Uhr. Bitte nehmen Sie sie bis dahin auf Ihrer Seite an oder lehnen Sie sie ab; danach wird sie der nächsten Person in der Warteschlange angeboten.

wait-expired-subject = Angebot abgelaufen: { $short-thing }, { $day }
wait-expired-body =
    Die für Sie gehaltene Zeit wurde nicht rechtzeitig angenommen und wird nun der nächsten Person in der Warteschlange angeboten. Sie können sich gern wieder anstellen.

wait-offer-withdrawn-subject = Angebot zurückgezogen: { $short-thing }, { $day }
wait-offer-withdrawn-body =
    Leider brauchen wir die für Sie gehaltene Zeit selbst. Ihren Platz in der Warteschlange behalten Sie.

wait-passed-on-subject = Angebot weitergegeben: { $short-thing }, { $day }
wait-passed-on-body =
    Die für Sie gehaltene Zeit wurde der nächsten Person angeboten, weil Sie sie zurzeit nicht reservieren können. Ihren Platz in der Warteschlange behalten Sie.

wait-lapsed-subject = Nichts wurde frei: { $short-thing }, { $day }
wait-lapsed-body =
    Die Zeit, auf die Sie gewartet haben, ist gekommen, und es wurde nichts für Sie frei. Das tut uns leid.

reservation-released-subject = Reservierung freigegeben: { $short-thing }, { $day }
reservation-released-body =
    Zu dieser Reservierung hat sich niemand rechtzeitig angemeldet, oder der Ort war zu lange verlassen. Die Reservierung ist damit beendet. Sie zählt trotzdem zu Ihren Reservierungen, und ihr Preis wird nicht erstattet. Wenn Sie das nächste Mal nicht kommen können, stornieren Sie bitte rechtzeitig.

member-suspended-subject = Gesperrt bis { $until }
member-suspended-body =
    Sie haben so viele Strafpunkte, wie unsere Regeln zulassen. Deshalb können Sie eine Zeit lang nichts reservieren, wofür ein guter Stand verlangt wird. Ihre Seite zeigt Ihre Punkte. Wenn Sie sie für falsch halten, können Sie widersprechen.

loan-started-subject = Ausgeliehen: { $short-thing }
loan-started-body =
    Sie haben Folgendes ausgeliehen. Wir hoffen, es leistet Ihnen gute Dienste.

loan-ended-subject = Zurückgegeben: { $short-thing }
loan-ended-body =
    was Sie ausgeliehen hatten, ist wieder bei uns. Vielen Dank für die Rückgabe.

hold-placed-subject = Vorgemerkt: { $short-thing }
hold-placed-body =
    Sie stehen auf der Warteliste. Wir schreiben Ihnen, sobald es für Sie bereitliegt.

hold-ready-subject = Für Sie bereit: { $short-thing }
hold-ready-body =
    worauf Sie gewartet haben, ist da. Es liegt für Sie bereit; bitte holen Sie es an der Ausgabe ab.

hold-lapsed-subject = Nicht länger für Sie zurückgelegt: { $short-thing }
hold-lapsed-body =
    Was für Sie zurückgelegt war, wurde nicht rechtzeitig abgeholt und ist nun für die Nächsten in der Warteliste. Sie können sich gern erneut vormerken.
