# What members read. Names stand alone, as labels, so that no sentence has to bend around them.

greeting = Hello { $name },

closing =
    Kind regards,
    { $tenant }

    This message was sent automatically. Please do not reply to it.

when-one-day = { $day }, { $from } – { $until } (local time, { $zone })
when-many-days = { $day }, { $from } – { $last-day }, { $until } (local time, { $zone })

details-reservation =
    What: { $thing }
    When: { $when }
    Where: { $site }, { $address }

details-series =
    What: { $thing }
    When: { $from } – { $until } (local time, { $zone }), on the dates below
    Where: { $site }, { $address }

details-series-of-several-times =
    What: { $thing }
    Where: { $site }, { $address }

series-dates =
    Dates:
    { $dates }

series-dates-not-had =
    These dates could not be had:
    { $refused }

series-more = … and { $more } more

details-loan =
    What: { $thing }
    Please return it by: { $due }
    Where: { $site }, { $address }

details-title =
    What: { $thing }
    Where: { $site }, { $address }

details-standing =
    Suspended until: { $until }

reservation-requested-subject = Your request: { $short-thing }, { $day }
reservation-requested-body =
    We have received your request for a reservation. The time is held for you until our staff have decided. You will then hear from us again.

reservation-asked-for-subject = Request received: { $short-thing }, { $day }
reservation-asked-for-body =
    We have received your request. The time is not held while we decide: others may ask for the same. You will hear from us again.

reservation-given-to-another-subject = Given to another: { $short-thing }, { $day }
reservation-given-to-another-body =
    Unfortunately somebody else got the time you asked for.

    { $free-instead }

reservation-not-drawn-subject = Not drawn: { $short-thing }, { $day }
reservation-not-drawn-body =
    The time you applied for was drawn by lot, and unfortunately your application was not drawn. Anybody can check the draw.

    { $free-instead }

free-instead =
    Free on that day:
    { $times }
nothing-free-instead = Nothing else is free on that day.

reservation-confirmed-subject = Reservation confirmed: { $short-thing }, { $day }
reservation-confirmed-body =
    Your reservation is confirmed. If you cannot come, please cancel it, so that others can use the time.

reservation-refused-subject = Request declined: { $short-thing }, { $day }
reservation-refused-body =
    Unfortunately we cannot accept your request for a reservation.

    Reason: { $reason }

reservation-lapsed-subject = Request lapsed: { $short-thing }, { $day }
reservation-lapsed-body =
    Your request for a reservation was not decided in time, so the time is free again. We are sorry. You are welcome to request another time.

reservation-cancelled-subject = Reservation cancelled: { $short-thing }, { $day }
reservation-cancelled-body =
    This reservation has been cancelled. The time is free again.

reservation-changed-subject = Reservation changed: { $short-thing }, { $day }
reservation-changed-body =
    Your reservation has been changed. It is now for the following time.

reservation-change-requested-subject = Your change request: { $short-thing }, { $day }
reservation-change-requested-body =
    We have received your request to change this reservation. Until our staff have decided, your reservation stays as it is:

reservation-change-refused-subject = Change declined: { $short-thing }, { $day }
reservation-change-refused-body =
    Unfortunately we cannot accept the change you asked for. Your reservation stays as it was.

    Reason: { $reason }

reservation-change-lapsed-subject = Change request lapsed: { $short-thing }, { $day }
reservation-change-lapsed-body =
    The change you asked for was not decided in time. We are sorry. Your reservation stays as it was.

reservation-change-given-to-another-subject = Change not possible: { $short-thing }, { $day }
reservation-change-given-to-another-body =
    Somebody else got the further time you asked for. Your reservation stays as it was.

series-change-requested-subject = Your change request for a series: { $short-thing }, from { $day }
series-change-requested-body =
    We have received your request for another time of your series. Until our staff have decided, the series stays as it is. You asked for:

reservation-restored-subject = Reservation restored: { $short-thing }, { $day }
reservation-restored-body =
    This reservation stands again.

reservation-gave-way-subject = We had to cancel: { $short-thing }, { $day }
reservation-gave-way-body =
    Unfortunately we have had to cancel this reservation.

    Reason: { $reason }

reservation-unpaid-subject = Reservation lapsed: { $short-thing }, { $day }
reservation-unpaid-body =
    This reservation was not paid in time and has lapsed. The time is free again.

series-made-subject = Series confirmed: { $short-thing }, from { $day }
series-made-body =
    Your series of reservations is confirmed. If you cannot come on one of the dates, please cancel it, so that others can use the time.

series-requested-subject = Your request for a series: { $short-thing }, from { $day }
series-requested-body =
    We have received your request for a series of reservations. What waits for a decision is held for you until our staff have decided. You will then hear from us again.

series-asked-for-subject = Request for a series received: { $short-thing }, from { $day }
series-asked-for-body =
    We have received your request for a series of reservations. The times are not held while we decide: others may ask for the same. You will hear from us again.

series-extended-subject = Series extended: { $short-thing }, from { $day }
series-extended-body =
    Your series of reservations goes on. The following dates have been added.

series-changed-subject = Series changed: { $short-thing }, from { $day }
series-changed-body =
    The time of your series of reservations has been changed. The following now holds.

series-cancelled-subject = Series cancelled: { $short-thing }, from { $day }
series-cancelled-body =
    These dates of the series have been cancelled. Their times are free again.

series-gave-way-subject = We had to cancel a series: { $short-thing }, from { $day }
series-gave-way-body =
    Unfortunately we have had to cancel these dates of your series.

    Reason: { $reason }

wait-offered-subject = Free for you: { $short-thing }, { $day }
wait-offered-body =
    The time you have been waiting for is free. It is held for you until { $deadline-day }, { $deadline-time }. Please accept or decline it on your page before then; afterwards it is offered to the next in the queue.

wait-expired-subject = Offer expired: { $short-thing }, { $day }
wait-expired-body =
    The time that was held for you was not accepted in time, and is offered to the next in the queue now. You are welcome to join the queue again.

wait-offer-withdrawn-subject = Offer withdrawn: { $short-thing }, { $day }
wait-offer-withdrawn-body =
    Unfortunately we need the time that was held for you ourselves. You keep your place in the queue.

wait-passed-on-subject = Offer passed on: { $short-thing }, { $day }
wait-passed-on-body =
    The time that was held for you has been offered to the next person, because you cannot reserve it at the moment. You keep your place in the queue.

wait-lapsed-subject = Nothing became free: { $short-thing }, { $day }
wait-lapsed-body =
    The time you have been waiting for has come, and nothing became free for you. We are sorry.

reservation-released-subject = Reservation released: { $short-thing }, { $day }
reservation-released-body =
    Nobody checked in to this reservation in time, or the place was left for too long. The reservation has therefore ended. It still counts as one of yours, and what it costs is not paid back. If you cannot come next time, please cancel in time.

member-suspended-subject = Suspended until { $until }
member-suspended-body =
    You have as many penalty points as our rules allow, so that for a time you cannot reserve what asks for a good standing. Your page shows your points. If you think that they are wrong, you can appeal.

loan-started-subject = Borrowed: { $short-thing }
loan-started-body =
    You have borrowed the following. We hope it serves you well.

loan-ended-subject = Returned: { $short-thing }
loan-ended-body =
    We have received back what you borrowed. Thank you for returning it.

hold-placed-subject = You are in the queue: { $short-thing }
hold-placed-body =
    You are in the queue for the following. We will write to you as soon as it is there for you.

hold-ready-subject = Ready for you: { $short-thing }
hold-ready-body =
    What you have been waiting for is there. It is set aside for you; please collect it at the desk.

hold-lapsed-subject = No longer kept for you: { $short-thing }
hold-lapsed-body =
    What was set aside for you was not collected in time and is for the next in the queue now. You are welcome to join the queue again.
