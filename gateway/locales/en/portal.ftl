# Texts of the portal. Every key is in every language; a test compares them.

## On every page

product = Nanum
error-prefix = Error
skip-to-content = Skip to content
main-menu = Main menu
home = All cities
nav-mine = My page
nav-desk = Desk
sign-in = Sign in
sign-out = Sign out
language = Language
footer-text = Nanum means “sharing”: what is divided grows.
footer-developers = Programming interface
error-summary-title = That did not work
more = More
first-page = Back to the start
next-page = Next page
session-ended = Your session has ended. Please sign in again.

## Dates and times

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
weekday-short-1 = Mon
weekday-short-2 = Tue
weekday-short-3 = Wed
weekday-short-4 = Thu
weekday-short-5 = Fri
weekday-short-6 = Sat
weekday-short-7 = Sun
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-long = { $weekday } { $day } { $month } { $year }
date-short = { $day } { $month }
hours = { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
}
minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
times-in-zone = Times are local: { $zone } (UTC{ $offset })

## The hub

hub-title = What cities share
hub-lead = Rooms, vehicles, tools, books: borrow and reserve what is already there.
search-label = What are you looking for?
search-hint = For example: drill, kitchen, meeting room
search-tenant = Where?
search-everywhere = All cities
search-button = Search
listings-all = Shared now
listings-found = Found for “{ $text }”
listings-none = Nothing found
listings-none-hint = Try a shorter word, or look in all cities.
listings-empty = Nothing is shared here yet.
cities-title = Cities and organisations
cities-empty = No city has joined yet.
kind-of-tenant-associate = Organisation
kind-of-tenant-secretariat = Network office

## A city

city-lead = What { $city } shares with you
city-no-sites = No place is open yet.
city-search-label = Search in { $city }
city-opening-hours = Opening hours
city-hours-none = No regular hours
city-resources = To reserve
city-titles = To borrow
city-site-empty = Nothing is shared here yet.
city-everything = Everything that { $city } shares

## A resource

resource-free-times = Free times
resource-facts = Good to know
resource-persons = { $count ->
    [one] For 1 person
   *[other] For up to { $count } people
}
resource-units = { $count ->
    [one] 1 place
   *[other] { $count } places
}
resource-length = Between { $shortest } and { $longest }
resource-approval = The desk confirms each reservation
resource-equipment = Equipment
resource-accessibility = Accessibility
resource-address = Address
date-label = Date
date-show = Show
previous-day = Previous day
next-day = Next day
days-ahead = Days from here
day-free = free times
day-full = nothing free
free-none = Nothing is free on this day.
free-none-hint = Choose another day; those with free times are marked.
reserve-title = Reserve
starts-at-label = From
ends-at-label = To
persons-label = How many people come?
persons-hint = At most { $count }
optional = optional
reserve-button = Reserve
reserve-button-approval = Send request
reserve-approval-hint = The desk decides on your request. The time is kept for you until then.
reserve-sign-in = Sign in to reserve
reserve-register = Register to reserve
change-title = Change
change-of = You are changing your reservation of { $time }. Until you save, it stands as it is.
change-approval-hint = If you want more or other time, the desk decides again.
change-button = Save the change
free-instead = Free instead
others-instead = Free at the same time
reserve-this = Reserve { $time }
starts-at-missing = Choose when to start
ends-at-missing = Choose when to end
ends-before-start = The end must be after the start
persons-not-a-number = Give the number of people in digits, 1 or more
date-not-understood = This is not a date

## A title

title-by = by { $creator }
title-items = Items
title-available = { $count ->
    [0] All items are out
    [one] 1 item is available
   *[other] { $count } items are available
}
title-no-items = There is no item yet.
title-barcode = Barcode
title-state = State
title-loan-days = Loan period
title-donor = Given by
title-where = Where
item-available = Available
item-set-aside = Set aside
item-on-loan = On loan
queue-length = { $count ->
    [0] Nobody is waiting
    [one] 1 person is waiting
   *[other] { $count } people are waiting
}
borrow-title = Borrow
borrow-at-desk = Come by with your card: the desk hands it out.
hold-text = We tell you by e-mail when it is your turn. The item is then kept for you.
hold-button = Join the queue
hold-sign-in = Sign in to join the queue
hold-register = Register to join the queue

wait-title = Wait for a taken time
wait-hint = When the time becomes free it is held for whoever has waited longest. We tell you by e-mail when it is your turn.
wait-button = Wait for it
## Series

series-new-title = Reserve regularly
series-new-text = The same time every week, on the days that you choose. Look first at what can be had; nothing is reserved until you say so.
series-days = On these days
series-first = First day
series-until = Last day
series-preview-button = See what can be had
series-preview-title = The dates
series-preview-summary = { $possible } of { $count } dates can be had.
series-possible = Can be had
series-not-possible = Cannot be had
series-leave-out = Leave out the dates that cannot be had
series-leave-out-missing = Some dates cannot be had. Tick the box to reserve the others.
series-make-button = Reserve these dates
series-none-possible = None of these dates can be had. Choose other days or another time.
series-first-missing = Choose the first day
series-until-missing = Choose the last day
series-purpose = Purpose
series-group = For a group
series-group-hint = The group’s number, when you act for one; it begins with grp_.
group-not-a-number = This is no number of a group
series-until-before-first = The last day must not be before the first
series-days-missing = Choose at least one day of the week
series-no-such-day = None of the chosen days of the week is between the first day and the last
series-title = Series
series-to-come = Dates to come
series-to-come-none = Nothing of this series is to come.
series-past = Past dates
series-left-out = Left out when it was made
series-from-date = From this date on
series-change-title = Move the rest to another time
series-change-hint = All dates from then on move, or none. Without a date it is all that is to come.
series-change-button = Move these dates
series-cancel-title = Cancel the rest
series-cancel-hint = All dates from then on are cancelled. Without a date it is all that is to come.
series-cancel-button = Cancel these dates
series-of = Part of a series
series-more = { $count ->
    [one] and 1 more date
   *[other] and { $count } more dates
}

## My page

mine-title = My page
mine-lead = Your reservations, loans and places in queues in { $city }
mine-reservations = Reservations
mine-reservations-none = You have no reservation ahead.
mine-reservations-past = Past and cancelled
mine-loans = On loan
mine-loans-none = You have nothing on loan.
mine-loans-past = Returned
mine-holds = In the queue
mine-holds-none = You are in no queue.
mine-waits = Waiting for a time
wait-offered = Held for you until { $time }
wait-place = Place { $count } in the queue
change-wished = Wished: { $what }. Until it is decided it stays as it is.
withdraw-change = Withdraw the change
decided-by = Decided by { $time }
given-to-another = Somebody else got this time.
not-drawn = This was drawn by lot, and your application was not drawn.
mine-find = Find something
state-requested = Waiting for confirmation
state-confirmed = Confirmed
state-refused = Refused
state-cancelled = Cancelled
state-released = Released
state-waiting = Waiting
state-ready = Ready to collect
state-fulfilled = Borrowed
state-lapsed = Not collected
refused-because = Reason: { $reason }
persons-count = { $count ->
    [one] 1 person
   *[other] { $count } people
}
due-on = Due back on { $date }
overdue = Overdue since { $date }
returned-on = Returned on { $date }
placed-on = Waiting since { $date }
cancel-reservation = Cancel
change-reservation = Change
cancel-hold = Leave the queue
accept-offer = Accept
decline-offer = Decline
leave-waitlist = Stop waiting
checked-in-at = Checked in: { $time }
check-in-times = Check-in: { $times }
check-in-code = Check-in code:
check-in-button = I am here
mine-data = Your personal data
mine-data-text = Your name, e-mail address, card and sign-in are kept under a key that is yours alone.
mine-erase = Erase my personal data
erase-title = Erase your personal data
erase-lead = This cannot be undone.
erase-key = Your name, e-mail address, card number and sign-in become unreadable for ever, in all copies of the records too.
erase-mails = Messages that wait to be sent to you are dropped.
erase-stays = Your places in queues, your requests and your reservations to come end, and their time is free for others; a reservation in a group's name stays the group's. What you have borrowed is still to be brought back, and what you owe stays owed.
erase-anew = You can register again at any time, as a new member.
erase-confirm = Erase for ever
erase-keep = Keep my data
erased-title = Your personal data is erased
erased-lead = Keep this number. It is not your name; with it the place can look up what was done.
erased-copies = Copies of the keys from before are destroyed by { $date }.
erased-mail-servers = Mails that were sent to you already are with you and your mail provider.
## My standing

mine-standing = My standing
mine-standing-text = Penalty points, until when they count, and how to appeal.
standing-title = My standing
standing-lead = Your penalty points in { $city }, and what they mean for you.
standing-now = Now
standing-good = You are not suspended.
standing-suspended = You are suspended until { $time }.
standing-points = { $points } count now; { $threshold } suspend. Some places take no reservations from whoever is suspended.
standing-points-only = { $points } count now.
standing-given = Penalty points
standing-none = Nothing stands against you.
points-count = { $count ->
    [one] 1 penalty point
   *[other] { $count } penalty points
}
points-for-no-show = Did not come
points-for-late-cancellation = Cancelled late
points-for-damage = Damage
points-for-left-dirty = Left dirty
points-for-disturbance = Disturbance
points-for-other = Other
points-for-absence = Left after checking in
points-given-on = Given on { $date }
points-lapse-on = Counts until { $date }
points-appealed = You have appealed. It is not decided yet.
points-waived = Waived. It does not count.
points-appeal = Appeal
points-appeal-hint = If you find something unjust, appeal: staff of { $city } look at it again.

## The desk

desk-title = Desk
desk-choose = Site and day
desk-site = Site
desk-hand-out = Hand out
desk-card = Card number
desk-barcode = Barcode
desk-lend-button = Hand out
desk-take-back = Take back
desk-take-back-button = Take back
desk-waiting = Waiting for your decision
desk-waiting-none = Nothing waits for a decision.
desk-today = Reservations of the day
desk-today-none = No reservation on this day.
desk-ready = Ready to collect
desk-ready-none = Nothing is set aside.
desk-queue = In the queue
desk-queue-none = Nobody is waiting.
desk-loans = On loan
desk-loans-none = Nothing is on loan.
desk-accept = Accept
desk-refuse = Refuse
desk-rivals = { $count ->
    [one] 1 other request wants this time:
   *[other] { $count } other requests want this time:
}
desk-accept-refuses = Accepting this refuses the others, unless there is still room for them. They get an e-mail with what is free instead.
desk-reason = Reason, told to the member
desk-card-missing = Give the number on the card
desk-barcode-missing = Give the barcode of the item
desk-reason-missing = Give a reason for the refusal
desk-cancel = Cancel with a reason
desk-cancel-reason-missing = Give a reason for the cancellation
desk-cancel-at-members-wish = At the member’s wish: the member bears the cost by the refund terms. Otherwise everything is given back.
desk-check-in = Check in
desk-code = Code that the member shows
desk-known = Without a code: I know who it is
desk-code-missing = Give the code
desk-blocked = Blocked on this day
desk-blocked-none = Nothing is blocked.
desk-block = Block time
desk-block-resource = What
desk-block-reason = Reason, told to everybody
desk-block-displace = Cancel reservations in the way and tell their members
desk-block-button = Block
desk-block-resource-missing = Choose what to block
desk-block-reason-missing = Give a reason for the blocking
desk-lift = Lift
desk-card-unknown = No member has the card { $card }.
desk-barcode-unknown = No item has the barcode { $barcode }.
desk-more = There are more than are shown here.
desk-back = Back to the desk
desk-queues = Queues and draws
desk-waits-title = Waitlist
desk-waits-none = Nobody is waiting.
desk-waits-offered = Offered
desk-waits-waiting = Waiting, in order
desk-offered = Held until { $time }
desk-draws-title = Draws
desk-draws-none = Nothing is to be drawn.
desk-draws-to-come = To be drawn
desk-draws-held = Drawn
desk-draw-title = Draw for { $date }
desk-draws-at = Is drawn: { $time }
desk-drawn-at = Was drawn: { $time }
desk-applications = { $count ->
    [one] 1 application
   *[other] { $count } applications
}
desk-draw-won = { $count ->
    [one] 1 got its time
   *[other] { $count } got their time
}
desk-draw-how = How it is drawn
desk-draw-commitment = Commitment (SHA-256 of the seed)
desk-draw-seed = Seed
desk-draw-check = The commitment is fixed with the first application. The order is that of the SHA-256 of the seed followed by the number of the application; everybody can check it.
desk-draw-order = In the order drawn
desk-lot-won = Got its time
desk-lot-lost = Not drawn

## Signing in

sign-in-title = Sign in to { $city }
sign-in-already = You are signed in.
sign-in-to-mine = Go to my page
sign-in-demo = Demonstration
sign-in-demo-text = This is a demonstration. Anybody can sign in as anybody; do not enter real data.
sign-in-demo-subject = Who are you?
sign-in-demo-subject-hint = <city>/<person>, for example { $example }
sign-in-demo-quick = Or sign in as
sign-in-demo-subject-missing = Say who you are, in letters and digits without spaces
sign-in-not-there = Signing in with { $issuer } is not possible in the browser yet.
sign-in-stranger = You are signed in with a provider that { $city } does not recognise.
register-title = Register with { $city }
register-text = You are signed in. To reserve and borrow, { $city } needs to know how to reach you.
register-name = Name
register-email = E-mail
register-email-hint = Confirmations and reminders go there.
register-language = Language of messages
register-button = Register
register-name-missing = Give your name
register-email-missing = Give an e-mail address, such as name@example.org

## What was done

done-reserved = Reserved. A confirmation is on its way by e-mail.
done-requested = Your request is with the desk. You get an e-mail when it is decided.
done-reservation-cancelled = The reservation is cancelled.
done-change-withdrawn = The change is withdrawn. The reservation stays as it was.
done-reservation-changed = The reservation is changed. A confirmation is on its way by e-mail.
done-series-made = The series is made. Its dates stand below.
done-series-changed = The dates have moved.
done-series-cancelled = The dates are cancelled.
done-points-appealed = You have appealed. Staff will look at it again.
done-checked-in = You are checked in.
done-checked-in-at-the-desk = Checked in.
done-hold-placed = You are in the queue. You get an e-mail when it is your turn.
done-hold-cancelled = You have left the queue.
done-wait-joined = You are waiting. You get an e-mail when it is your turn.
done-wait-left = You are not waiting any more.
done-offer-accepted = Accepted. A confirmation is on its way by e-mail.
done-offer-declined = Declined. It is offered to the next in the queue.
done-registered = Welcome. You are registered.
done-signed-out = You are signed out.
done-accepted = Accepted. The member gets an e-mail.
done-refused = Refused. The member gets an e-mail with the reason.
done-cancelled = Cancelled. The member gets an e-mail with the reason.
done-blocked = The time is blocked.
done-lifted = The time can be reserved again.
done-lent = Handed out: { $name } ({ $barcode }), due back on { $date }.
done-taken-back = Taken back: { $name } ({ $barcode }). It goes back on the shelf.
done-taken-back-set-aside = Taken back: { $name } ({ $barcode }). It is set aside for the next in the queue: put it on the shelf of things to collect.

## Refusals

problem-not-understood-title = We did not understand that
problem-not-understood-text = Something is missing, or not in the expected form.
problem-sign-in-needed-title = Please sign in
problem-sign-in-needed-text = This page is for members. Sign in and try again.
problem-not-allowed-title = Not allowed
problem-not-allowed-text = Your role does not include this.
problem-not-found-title = Page not found
problem-not-found-text = It does not exist, or is not yours to see.
problem-method-not-allowed-title = That is not possible here
problem-method-not-allowed-text = This page cannot be used in that way.
problem-slot-taken-title = This time is taken
problem-slot-taken-text = Somebody was faster.
problem-state-forbids-title = This is not possible any more
problem-state-forbids-text = What you saw has changed since. Please look again.
problem-still-running-title = Still working on it
problem-still-running-text = Your first click is being worked on. Look again in a moment.
problem-stale-title = Changed in the meantime
problem-stale-text = Somebody changed it while you were editing. Please look again.
problem-too-large-title = Too large
problem-too-large-text = What you sent is larger than we can take.
problem-wrong-media-type-title = We cannot read that
problem-wrong-media-type-text = It was sent in a form that is not taken here.
problem-rule-refuses-title = A rule does not allow this
problem-rule-refuses-text = The place that shares this has set a limit.
problem-key-reused-title = This form was sent before
problem-key-reused-text = Please open the page again and repeat what you wanted.
problem-too-many-requests-title = Too many requests
problem-too-many-requests-text = Please wait a moment and try again.
problem-try-again-title = Please try again
problem-try-again-text = A part of the platform does not answer at the moment. Nothing is lost; try again shortly.
problem-defect-title = Something broke
problem-defect-text = This is our mistake, not yours.
problem-other-site-title = Sent from another site
problem-other-site-text = This form did not come from our own page, so nothing was done. Open the page here and try again.
problem-back = Go back to the page
rule-limit = Allowed: { $limit }
rule-actual = Asked or so now: { $actual }

rule-on-the-grid = Reservations start and end every { $limit }.
rule-not-too-short = The shortest reservation is { $limit }; you asked for { $actual }.
rule-not-too-long = The longest reservation is { $limit }; you asked for { $actual }.
rule-persons-have-place = There is room for { $limit } people; you asked for { $actual }.
rule-within-hours = It is not open for all of this time ({ $actual }). Open: { $limit }.
rule-closed = It is closed then.
rule-not-in-the-past = This time has passed.
rule-within-the-horizon = Reservations are taken until { $limit }.
rule-early-enough = This is possible until { $limit } before it begins; it begins: { $actual }.
rule-on-its-dates = It can be reserved only on these dates: { $limit }. You asked for: { $actual }.
dates-from = from { $date }
dates-until = until { $date }
rule-a-unit-is-free = Somebody else has this time.
rule-a-unit-of-many-is-free = All { $limit } places are taken at some moment of this time.
rule-residents-first = You can reserve at most { $limit } ahead; this is in { $actual }. Residents may be able to reserve earlier.
rule-for-a-purpose-that-is-served = It is for certain purposes only: { $limit }.
rule-adults-only = It is for adults only. The desk can note that you are one.
rule-who-is-entitled = It is only for those who are entitled to it: { $limit }. The desk can note that you are.
rule-who-has-learnt-it = It is only for those who have learnt it: { $limit }. The desk notes who has.
rule-nobody-but-groups = It is reserved for groups only.
rule-kinds-of-groups-that-are-served = It is for certain groups only: { $limit }.
rule-not-while-suspended = You are suspended until { $actual }; { $limit } penalty points suspend. Nobody who is suspended can reserve this.
rule-the-clock-shows-the-time = The clocks change on this day, and skip this time.
allowance-reservations = You may have at most { $limit } reservations { $within }; with this one you would have { $actual }.
allowance-minutes = You may reserve at most { $limit } { $within }; with this it would be { $actual }.
allowance-per-day = on one day
allowance-per-week = in one week
allowance-per-month = in one month
allowance-per-season = in one season
allowance-per-days = within { $days ->
    [one] 1 day
   *[other] { $days } days
}
allowance-at-the-same-time = at the same time
rule-the-rule-names-the-first-date = This first date is none that the rule names; { $limit } is the first.
rule-what-is-reserved-gives-way-only-when-told = There are reservations in the way: { $actual }. Tick the box, and they are cancelled and their members told.
rule-only-what-stands-is-changed = This reservation does not stand any more.
rule-what-is-forgone-is-not-made = This was begun and not finished in time. Please reserve again.
rule-a-rule-ends-after-it-begins = The rule ends before the series begins.
rule-a-date-begins-before-midnight = A date begins before 24:00.
rule-what-is-drawn-is-applied-for-one-by-one = Each date is drawn by lot. Apply for the dates one by one.
rule-only-what-is-to-come-is-changed = Nothing of this series is to come from that date on.
rule-a-series-has-dates = None of these dates can be had.
rule-every-date-can-be-had = Some of the dates cannot be had.
rule-a-series-has-so-many-dates = A series has at most { $limit } dates. Choose an earlier end.
rule-only-what-waits-is-decided = This request has been decided already.
rule-only-what-stands-is-cancelled = This reservation does not stand any more.
rule-only-before-its-end = This reservation is over.
rule-in-the-time-of-check-in = Check-in is not open now. It is open: { $limit }.
rule-what-was-released-is-nobodys = Nobody checked in in time, so this reservation was released.
rule-the-code-fits = This is not the code of the reservation.
rule-codes-are-not-guessed = Too many wrong codes were given. Check the member in without a code.
rule-the-code-is-given-at-the-place = Give your code to the desk, or to the device at the door.
rule-a-reason-is-given = A reason has 1 to { $limit } characters; yours has { $actual }.
rule-an-item-is-lent-once = This item is on loan.
rule-set-aside-for-one-member = This item is set aside for another member, whose turn it is.
rule-the-queue-comes-first = Members are waiting for it: { $actual }. The queue comes first.
rule-only-what-is-out-comes-back = This item is not on loan.
rule-holds-only-when-none-is-available = It is available now: you can borrow it at the desk.
rule-only-active-holds-are-cancelled = This place in the queue has ended already.
rule-one-hold-per-member-and-title = You are in the queue for this already.
rule-no-hold-on-what-one-has = You have this on loan.
rule-only-what-is-taken-is-waited-for = This time is free: reserve it instead.
rule-so-many-wait = Already { $limit } people are waiting for times here.
rule-only-who-waits-is-served = This place in the queue has ended.
rule-an-offer-is-answered-in-time = The time to answer was over at { $limit }.
rule-each-has-one-lot = You have applied for a time that overlaps. Withdraw that first.
rule-what-is-drawn-waits-for-the-draw = Who has this time is drawn at { $limit }.
rule-wait-where-there-is-a-queue = Nobody can wait for times here.
rule-queue-length = The queue is full: { $actual } are waiting, at most { $limit } can.
rule-member-name = This name is too long, or has signs that no name has.
rule-member-email = This is not an e-mail address that messages can be sent to.

## Kinds

kind-room = Room
kind-hall = Hall
kind-kitchen = Kitchen
kind-desk = Desk
kind-office = Office
kind-computer = Computer
kind-vehicle = Vehicle
kind-boat = Boat
kind-parking = Parking
kind-stall = Stall
kind-machine = Machine
kind-guest-room = Guest room
kind-tool = Tool
kind-book = Book
kind-suit = Suit
kind-bag = Bag
kind-game = Game
kind-device = Device
kind-camping = Camping
kind-instrument = Instrument
kind-toy = Toy

price-per-hour = { $price } per hour
price-per-day = { $price } per day
price-flat = { $price } per reservation
price-per-block = { $first } for the first { $length }, { $further } for each further
price-deposit = Deposit: { $deposit }
price-of = Price: { $price }
price-with-deposit = Price: { $price }, deposit: { $deposit }

## Holidays, blocks, and what is shown

block-label = Time
holiday-closed = Closed:
holiday-hours = Open at the hours of this holiday:
badge-draft = Draft
badge-not-shown = Not shown now
badge-archived = Archived
resource-photos = Photos
resource-qualification = Only for those who have learnt it: { $training }
rule-within-hours-of-holidays = A day of it is a holiday. Open: { $limit }.
rule-in-whole-blocks = It is reserved by whole blocks: { $limit }.
rule-blocks-are-combined-as-allowed = At most { $limit } blocks that follow each other are one reservation; you asked for { $actual }.
rule-one-a-day = There is one reservation a day, and it has been made.
rule-its-month-is-open = Reservations for this month are taken from { $limit } on.
rule-what-is-published-is-reserved = This takes no new reservations.
## Calendars for programs
busy-reserved = Reserved
busy-blocked = Blocked
busy-closed = Closed
busy-left = { $free } of { $units } free
calendar-of = Reservations in { $city }
resource-calendar = Subscribe to its calendar (iCalendar)
site-calendar = Subscribe to this calendar (iCalendar)
reservation-calendar = To my calendar
mine-calendar = My calendar
mine-calendar-closed = A calendar of yours can read your reservations at an address that only you know, and stays up to date.
mine-calendar-open = Whoever has this address can read your reservations. Add it to your calendar, and keep it to yourself.
mine-calendar-subscribe = Subscribe to my calendar
mine-calendar-renew = Give it a new address
mine-calendar-close = Close the address
done-calendar-opened = Your calendar can be read at its new address.
done-calendar-closed = Your calendar cannot be read any more.
