# Wat leden lezen. Namen staan apart, als gegevens, zodat geen zin zich ernaar hoeft te voegen.

greeting = Beste { $name },

closing =
    Met vriendelijke groet,
    { $tenant }

    Dit bericht is automatisch verstuurd. U kunt er niet op antwoorden.

when-one-day = { $day }, { $from } – { $until } uur (plaatselijke tijd, { $zone })
when-many-days = { $day }, { $from } uur – { $last-day }, { $until } uur (plaatselijke tijd, { $zone })

details-reservation =
    Wat: { $thing }
    Wanneer: { $when }
    Waar: { $site }, { $address }

details-series =
    Wat: { $thing }
    Wanneer: { $from } – { $until } uur (plaatselijke tijd, { $zone }), op de onderstaande data
    Waar: { $site }, { $address }

details-series-of-several-times =
    Wat: { $thing }
    Waar: { $site }, { $address }

series-dates =
    Data:
    { $dates }

series-dates-not-had =
    Deze data waren niet beschikbaar:
    { $refused }

series-more = … en nog { $more }

details-loan =
    Wat: { $thing }
    Graag terugbrengen uiterlijk op: { $due }
    Waar: { $site }, { $address }

details-title =
    Wat: { $thing }
    Waar: { $site }, { $address }

details-standing =
    Geschorst tot: { $until }

reservation-requested-subject = Uw aanvraag: { $short-thing }, { $day }
reservation-requested-body =
    We hebben uw aanvraag voor een reservering ontvangen. De tijd blijft voor u vrij tot onze medewerkers hebben beslist. Daarna krijgt u weer bericht.

reservation-asked-for-subject = Aanvraag ontvangen: { $short-thing }, { $day }
reservation-asked-for-body =
    We hebben uw aanvraag ontvangen. De tijd wordt niet vastgehouden tot er is beslist: anderen kunnen om dezelfde vragen. U hoort nog van ons.

reservation-given-to-another-subject = Aan een ander gegeven: { $short-thing }, { $day }
reservation-given-to-another-body =
    Helaas heeft iemand anders de tijd gekregen waar u om vroeg.

    { $free-instead }

reservation-not-drawn-subject = Niet ingeloot: { $short-thing }, { $day }
reservation-not-drawn-body =
    De tijd waar u zich voor had aangemeld is verloot; helaas is uw aanmelding niet getrokken. Iedereen kan de loting controleren.

    { $free-instead }

free-instead =
    Vrij op die dag:
    { $times }
nothing-free-instead = Op die dag is verder niets vrij.

reservation-confirmed-subject = Reservering bevestigd: { $short-thing }, { $day }
reservation-confirmed-body =
    Uw reservering is bevestigd. Kunt u niet komen? Annuleer dan, zodat anderen de tijd kunnen gebruiken.

reservation-refused-subject = Aanvraag afgewezen: { $short-thing }, { $day }
reservation-refused-body =
    Helaas kunnen we uw aanvraag voor een reservering niet aannemen.

    Reden: { $reason }

reservation-lapsed-subject = Aanvraag vervallen: { $short-thing }, { $day }
reservation-lapsed-body =
    Over uw aanvraag voor een reservering is niet op tijd beslist; de tijd is weer vrij. Dat spijt ons. U kunt gerust een andere tijd aanvragen.

reservation-cancelled-subject = Reservering geannuleerd: { $short-thing }, { $day }
reservation-cancelled-body =
    Deze reservering is geannuleerd. De tijd is weer vrij.

reservation-changed-subject = Reservering gewijzigd: { $short-thing }, { $day }
reservation-changed-body =
    Uw reservering is gewijzigd. Zij geldt nu voor de volgende tijd.

reservation-change-requested-subject = Uw wijzigingsverzoek: { $short-thing }, { $day }
reservation-change-requested-body =
    Wij hebben uw verzoek ontvangen om deze reservering te wijzigen. Tot er is beslist, blijft uw reservering zoals ze is:

reservation-change-refused-subject = Wijziging afgewezen: { $short-thing }, { $day }
reservation-change-refused-body =
    Helaas kunnen wij de gevraagde wijziging niet aanvaarden. Uw reservering blijft zoals ze was.

    Reden: { $reason }

reservation-change-lapsed-subject = Wijzigingsverzoek vervallen: { $short-thing }, { $day }
reservation-change-lapsed-body =
    Over de gevraagde wijziging is niet op tijd beslist. Dat spijt ons. Uw reservering blijft zoals ze was.

reservation-change-given-to-another-subject = Wijziging niet mogelijk: { $short-thing }, { $day }
reservation-change-given-to-another-body =
    Iemand anders heeft de extra gevraagde tijd gekregen. Uw reservering blijft zoals ze was.

series-change-requested-subject = Uw wijzigingsverzoek voor een reeks: { $short-thing }, vanaf { $day }
series-change-requested-body =
    Wij hebben uw verzoek om een andere tijd voor uw reeks ontvangen. Tot er is beslist, blijft de reeks zoals ze is. U vraagt:

reservation-restored-subject = Reservering hersteld: { $short-thing }, { $day }
reservation-restored-body =
    Deze reservering geldt weer.

reservation-gave-way-subject = Wij moesten annuleren: { $short-thing }, { $day }
reservation-gave-way-body =
    Helaas hebben wij deze reservering moeten annuleren.

    Reden: { $reason }

reservation-unpaid-subject = Reservering vervallen: { $short-thing }, { $day }
reservation-unpaid-body =
    Deze reservering is niet op tijd betaald en is vervallen. De tijd is weer vrij.

series-made-subject = Reeks bevestigd: { $short-thing }, vanaf { $day }
series-made-body =
    Uw reeks reserveringen is bevestigd. Kunt u op een van de data niet komen? Annuleer die dan, zodat anderen de tijd kunnen gebruiken.

series-requested-subject = Uw aanvraag voor een reeks: { $short-thing }, vanaf { $day }
series-requested-body =
    We hebben uw aanvraag voor een reeks reserveringen ontvangen. Wat op een beslissing wacht, blijft voor u vrij tot onze medewerkers hebben beslist. Daarna krijgt u weer bericht.

series-asked-for-subject = Aanvraag voor een reeks ontvangen: { $short-thing }, vanaf { $day }
series-asked-for-body =
    We hebben uw aanvraag voor een reeks reserveringen ontvangen. De tijden worden niet vastgehouden tot er is beslist: anderen kunnen om dezelfde vragen. U hoort nog van ons.

series-extended-subject = Reeks verlengd: { $short-thing }, vanaf { $day }
series-extended-body =
    Uw reeks reserveringen loopt door. De volgende data zijn toegevoegd.

series-changed-subject = Reeks gewijzigd: { $short-thing }, vanaf { $day }
series-changed-body =
    De tijd van uw reeks reserveringen is gewijzigd. Voortaan geldt het volgende.

series-cancelled-subject = Reeks geannuleerd: { $short-thing }, vanaf { $day }
series-cancelled-body =
    Deze data van de reeks zijn geannuleerd. De tijden zijn weer vrij.

series-gave-way-subject = Wij moesten een reeks annuleren: { $short-thing }, vanaf { $day }
series-gave-way-body =
    Helaas hebben wij deze data van uw reeks moeten annuleren.

    Reden: { $reason }

wait-offered-subject = Vrij voor u: { $short-thing }, { $day }
wait-offered-body =
    De tijd waarop u hebt gewacht is vrij. We houden hem voor u vast tot { $deadline-day }, { $deadline-time } uur. Neem hem vóór die tijd aan of sla hem af op uw pagina; daarna wordt hij aan de volgende in de wachtrij aangeboden.

wait-expired-subject = Aanbod verlopen: { $short-thing }, { $day }
wait-expired-body =
    De tijd die voor u werd vastgehouden is niet op tijd aangenomen en wordt nu aan de volgende in de wachtrij aangeboden. U kunt gerust opnieuw aansluiten.

wait-offer-withdrawn-subject = Aanbod ingetrokken: { $short-thing }, { $day }
wait-offer-withdrawn-body =
    Helaas hebben we de tijd die voor u werd vastgehouden zelf nodig. U houdt uw plaats in de wachtrij.

wait-passed-on-subject = Aanbod doorgegeven: { $short-thing }, { $day }
wait-passed-on-body =
    De tijd die voor u werd vastgehouden is aan de volgende persoon aangeboden, omdat u die op dit moment niet kunt reserveren. U houdt uw plaats in de wachtrij.

wait-lapsed-subject = Er kwam niets vrij: { $short-thing }, { $day }
wait-lapsed-body =
    De tijd waarop u wachtte is aangebroken en er is niets voor u vrijgekomen. Het spijt ons.

reservation-released-subject = Reservering vrijgegeven: { $short-thing }, { $day }
reservation-released-body =
    Niemand heeft op tijd ingecheckt voor deze reservering, of de plek was te lang verlaten. De reservering is daarom geëindigd. Zij telt toch als een van de uwe, en wat zij kost wordt niet terugbetaald. Kunt u de volgende keer niet komen, annuleer dan op tijd.

member-suspended-subject = Geschorst tot { $until }
member-suspended-body =
    U hebt zoveel strafpunten als onze regels toelaten. Daarom kunt u een tijd lang niet reserveren wat een goede naam vraagt. Uw pagina toont uw punten. Denkt u dat ze niet kloppen, dan kunt u bezwaar maken.

loan-started-subject = Geleend: { $short-thing }
loan-started-body =
    U hebt het volgende geleend. We hopen dat het u van pas komt.

loan-ended-subject = Teruggebracht: { $short-thing }
loan-ended-body =
    Wat u geleend had, hebben we terug ontvangen. Bedankt voor het terugbrengen.

hold-placed-subject = U staat op de wachtlijst: { $short-thing }
hold-placed-body =
    U staat op de wachtlijst. We schrijven u zodra het voor u klaarligt.

hold-ready-subject = Ligt voor u klaar: { $short-thing }
hold-ready-body =
    Waar u op wachtte, is er. Het ligt voor u klaar; u kunt het aan de balie ophalen.

hold-lapsed-subject = Ligt niet meer voor u klaar: { $short-thing }
hold-lapsed-body =
    Wat voor u klaarlag is niet op tijd opgehaald en is nu voor de volgende op de wachtlijst. U kunt zich opnieuw op de wachtlijst zetten.
