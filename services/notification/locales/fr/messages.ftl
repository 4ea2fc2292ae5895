# Ce que lisent les membres. Les noms sont donnés à part, pour qu'aucune phrase n'ait à s'accorder avec eux.

greeting = Bonjour { $name },

closing =
    Cordialement,
    { $tenant }

    Ce message a été envoyé automatiquement. Merci de ne pas y répondre.

when-one-day = { $day }, { $from } – { $until } (heure locale, { $zone })
when-many-days = { $day }, { $from } – { $last-day }, { $until } (heure locale, { $zone })

details-reservation =
    Quoi : { $thing }
    Quand : { $when }
    Où : { $site }, { $address }

details-series =
    Quoi : { $thing }
    Quand : { $from } – { $until } (heure locale, { $zone }), aux dates ci-dessous
    Où : { $site }, { $address }

details-series-of-several-times =
    Quoi : { $thing }
    Où : { $site }, { $address }

series-dates =
    Dates :
    { $dates }

series-dates-not-had =
    Ces dates n'étaient pas disponibles :
    { $refused }

series-more = … et { $more } de plus

details-loan =
    Quoi : { $thing }
    À rendre au plus tard le : { $due }
    Où : { $site }, { $address }

details-title =
    Quoi : { $thing }
    Où : { $site }, { $address }

details-standing =
    Suspension jusqu’au : { $until }

reservation-requested-subject = Votre demande : { $short-thing }, { $day }
reservation-requested-body =
    Nous avons bien reçu votre demande de réservation. Le créneau vous est gardé jusqu'à la décision de notre équipe. Nous vous écrirons à nouveau à ce moment-là.

reservation-asked-for-subject = Demande reçue : { $short-thing }, { $day }
reservation-asked-for-body =
    Nous avons bien reçu votre demande. L’horaire n’est pas bloqué en attendant la décision : d’autres peuvent demander le même. Nous reviendrons vers vous.

reservation-given-to-another-subject = Attribué à quelqu’un d’autre : { $short-thing }, { $day }
reservation-given-to-another-body =
    Malheureusement, l’horaire que vous demandiez a été attribué à quelqu’un d’autre.

    { $free-instead }

reservation-not-drawn-subject = Non tiré au sort : { $short-thing }, { $day }
reservation-not-drawn-body =
    L’horaire que vous demandiez a été attribué par tirage au sort ; malheureusement, votre demande n’a pas été tirée. Chacun peut vérifier le tirage.

    { $free-instead }

free-instead =
    Libre ce jour-là :
    { $times }
nothing-free-instead = Rien d’autre n’est libre ce jour-là.

reservation-confirmed-subject = Réservation confirmée : { $short-thing }, { $day }
reservation-confirmed-body =
    Votre réservation est confirmée. En cas d'empêchement, merci de l'annuler afin que d'autres puissent profiter du créneau.

reservation-refused-subject = Demande refusée : { $short-thing }, { $day }
reservation-refused-body =
    Malheureusement, nous ne pouvons pas accepter votre demande de réservation.

    Motif : { $reason }

reservation-lapsed-subject = Demande expirée : { $short-thing }, { $day }
reservation-lapsed-body =
    Votre demande de réservation n’a pas été traitée à temps ; le créneau est de nouveau libre. Nous en sommes désolés. Vous pouvez demander un autre créneau.

reservation-cancelled-subject = Réservation annulée : { $short-thing }, { $day }
reservation-cancelled-body =
    Cette réservation a été annulée. Le créneau est de nouveau libre.

reservation-changed-subject = Réservation modifiée : { $short-thing }, { $day }
reservation-changed-body =
    Votre réservation a été modifiée. Elle vaut désormais pour le créneau suivant.

reservation-change-requested-subject = Votre demande de modification : { $short-thing }, { $day }
reservation-change-requested-body =
    Nous avons reçu votre demande de modification de cette réservation. Jusqu’à la décision, votre réservation reste inchangée :

reservation-change-refused-subject = Modification refusée : { $short-thing }, { $day }
reservation-change-refused-body =
    Nous ne pouvons malheureusement pas accepter la modification demandée. Votre réservation reste inchangée.

    Motif : { $reason }

reservation-change-lapsed-subject = Demande de modification expirée : { $short-thing }, { $day }
reservation-change-lapsed-body =
    La modification demandée n’a pas été traitée à temps. Nous en sommes désolés. Votre réservation reste inchangée.

reservation-change-given-to-another-subject = Modification impossible : { $short-thing }, { $day }
reservation-change-given-to-another-body =
    Le créneau supplémentaire demandé a été attribué à quelqu’un d’autre. Votre réservation reste inchangée.

series-change-requested-subject = Votre demande de modification d’une série : { $short-thing }, à partir du { $day }
series-change-requested-body =
    Nous avons reçu votre demande d’un autre horaire pour votre série. Jusqu’à la décision, la série reste inchangée. Vous demandez :

reservation-restored-subject = Réservation rétablie : { $short-thing }, { $day }
reservation-restored-body =
    Cette réservation est de nouveau valable.

reservation-gave-way-subject = Nous avons dû annuler : { $short-thing }, { $day }
reservation-gave-way-body =
    Nous avons malheureusement dû annuler cette réservation.

    Motif : { $reason }

reservation-unpaid-subject = Réservation expirée : { $short-thing }, { $day }
reservation-unpaid-body =
    Cette réservation n’a pas été payée à temps et a expiré. Le créneau est de nouveau libre.

series-made-subject = Série confirmée : { $short-thing }, à partir du { $day }
series-made-body =
    Votre série de réservations est confirmée. Si vous êtes empêché à l'une des dates, merci de l'annuler afin que d'autres puissent profiter du créneau.

series-requested-subject = Votre demande de série : { $short-thing }, à partir du { $day }
series-requested-body =
    Nous avons bien reçu votre demande de série de réservations. Les créneaux en attente de décision vous sont gardés jusqu'à la décision de notre équipe. Nous vous écrirons à nouveau à ce moment-là.

series-asked-for-subject = Demande de série reçue : { $short-thing }, à partir du { $day }
series-asked-for-body =
    Nous avons bien reçu votre demande de série de réservations. Les créneaux ne sont pas bloqués en attendant la décision : d’autres peuvent demander les mêmes. Nous reviendrons vers vous.

series-extended-subject = Série prolongée : { $short-thing }, à partir du { $day }
series-extended-body =
    Votre série de réservations se poursuit. Les dates suivantes ont été ajoutées.

series-changed-subject = Série modifiée : { $short-thing }, à partir du { $day }
series-changed-body =
    L'horaire de votre série de réservations a été modifié. Voici ce qui vaut désormais.

series-cancelled-subject = Série annulée : { $short-thing }, à partir du { $day }
series-cancelled-body =
    Ces dates de la série ont été annulées. Les créneaux sont de nouveau libres.

series-gave-way-subject = Nous avons dû annuler une série : { $short-thing }, à partir du { $day }
series-gave-way-body =
    Nous avons malheureusement dû annuler ces dates de votre série.

    Motif : { $reason }

wait-offered-subject = Libre pour vous : { $short-thing }, { $day }
wait-offered-body =
    L’horaire que vous attendiez est libre. Il vous est réservé jusqu’au { $deadline-day }, { $deadline-time }. Merci de l’accepter ou de le décliner d’ici là sur votre page ; ensuite, il sera proposé à la personne suivante dans la file.

wait-expired-subject = Offre expirée : { $short-thing }, { $day }
wait-expired-body =
    L’horaire qui vous était réservé n’a pas été accepté à temps ; il est maintenant proposé à la personne suivante dans la file. Vous pouvez vous inscrire de nouveau dans la file d’attente.

wait-offer-withdrawn-subject = Offre retirée : { $short-thing }, { $day }
wait-offer-withdrawn-body =
    Malheureusement, nous avons nous-mêmes besoin de l’horaire qui vous était réservé. Vous gardez votre place dans la file d’attente.

wait-passed-on-subject = Offre transmise : { $short-thing }, { $day }
wait-passed-on-body =
    L’horaire qui vous était réservé a été proposé à la personne suivante, car vous ne pouvez pas le réserver pour le moment. Vous gardez votre place dans la file d’attente.

wait-lapsed-subject = Rien ne s’est libéré : { $short-thing }, { $day }
wait-lapsed-body =
    L’horaire que vous attendiez est arrivé et rien ne s’est libéré pour vous. Nous en sommes désolés.

reservation-released-subject = Réservation libérée : { $short-thing }, { $day }
reservation-released-body =
    Personne ne s’est présenté à temps pour cette réservation, ou le lieu est resté vide trop longtemps. La réservation a donc pris fin. Elle compte tout de même parmi les vôtres, et son prix n’est pas remboursé. Si vous ne pouvez pas venir la prochaine fois, merci d’annuler à temps.

member-suspended-subject = Suspension jusqu’au { $until }
member-suspended-body =
    Vous avez autant de points de pénalité que notre règlement en admet ; pour un temps, vous ne pouvez donc plus réserver ce qui demande une bonne conduite. Votre page montre vos points. Si vous les croyez injustifiés, vous pouvez les contester.

loan-started-subject = Emprunt enregistré : { $short-thing }
loan-started-body =
    Votre emprunt est enregistré. Nous espérons qu'il vous sera utile.

loan-ended-subject = Retour enregistré : { $short-thing }
loan-ended-body =
    Votre emprunt nous a bien été rendu. Merci !

hold-placed-subject = Vous êtes sur la liste d'attente : { $short-thing }
hold-placed-body =
    Vous êtes sur la liste d'attente. Nous vous écrirons dès que votre tour sera venu.

hold-ready-subject = À votre disposition : { $short-thing }
hold-ready-body =
    Ce que vous attendiez est arrivé et vous est réservé. Vous pouvez venir le chercher au comptoir.

hold-lapsed-subject = Plus à votre disposition : { $short-thing }
hold-lapsed-body =
    Ce qui était mis de côté pour vous n’a pas été retiré à temps et revient maintenant à la personne suivante. Vous pouvez vous réinscrire sur la liste d’attente.
