//! What can be done: one action for each operation of the API, under the operation's id.

macro_rules! actions {
    ($($action:ident = $id:literal),+ $(,)?) => {
        /// An operation of the API, as the policy knows it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $(
                #[doc = concat!("`", $id, "`")]
                $action
            ),+
        }

        impl Action {
            /// Every action there is.
            pub const ALL: &'static [Self] = &[$(Self::$action),+];

            /// The operation's id in the API document.
            pub fn id(self) -> &'static str {
                match self { $(Self::$action => $id),+ }
            }
        }
    };
}

actions! {
    SearchHub = "search-hub",
    ListTenants = "list-tenants",
    GetTenant = "get-tenant",
    AdmitTenant = "admit-tenant",
    ChangeTenant = "change-tenant",
    AppointAdministrator = "appoint-administrator",
    DescribeTenant = "describe-tenant",
    ListSites = "list-sites",
    GetSite = "get-site",
    OpenSite = "open-site",
    ChangeSite = "change-site",
    ListResources = "list-resources",
    GetResource = "get-resource",
    AddResource = "add-resource",
    ChangeResource = "change-resource",
    GetFreeTimes = "get-free-times",
    FindFree = "find-free",
    FindFirstFree = "find-first-free",
    CheckReservation = "check-reservation",
    MakeReservation = "make-reservation",
    ListReservations = "list-reservations",
    GetReservation = "get-reservation",
    AcceptReservation = "accept-reservation",
    RefuseReservation = "refuse-reservation",
    CancelReservation = "cancel-reservation",
    ChangeReservation = "change-reservation",
    WithdrawChange = "withdraw-change",
    RestoreReservation = "restore-reservation",
    PreviewSeries = "preview-series",
    MakeSeries = "make-series",
    GetSeries = "get-series",
    CancelSeries = "cancel-series",
    ChangeSeries = "change-series",
    ExtendSeries = "extend-series",
    PreviewExtension = "preview-extension",
    SetRulesAside = "set-rules-aside",
    BlockTime = "block-time",
    LiftBlocking = "lift-blocking",
    ListBlockings = "list-blockings",
    QuotePrice = "quote-price",
    ListCharges = "list-charges",
    SettleCharge = "settle-charge",
    DecideWaiver = "decide-waiver",
    ReturnDeposit = "return-deposit",
    GetReservationCalendar = "get-reservation-calendar",
    GetResourceCalendar = "get-resource-calendar",
    GetSiteCalendar = "get-site-calendar",
    GetMemberCalendar = "get-member-calendar",
    GetOwnCalendar = "get-own-calendar",
    OpenOwnCalendar = "open-own-calendar",
    CloseOwnCalendar = "close-own-calendar",
    GetFreeBusy = "get-free-busy",
    GetFreeBusyFile = "get-free-busy-file",
    GetGbfsFeed = "get-gbfs-feed",
    GetGbfsManifest = "get-gbfs-manifest",
    ListRivals = "list-rivals",
    ListDraws = "list-draws",
    GetDraw = "get-draw",
    JoinWaitlist = "join-waitlist",
    ListWaits = "list-waits",
    GetWait = "get-wait",
    LeaveWaitlist = "leave-waitlist",
    AcceptOffer = "accept-offer",
    DeclineOffer = "decline-offer",
    ListTitles = "list-titles",
    GetTitle = "get-title",
    AddTitle = "add-title",
    ChangeTitle = "change-title",
    AddItem = "add-item",
    ScanItem = "scan-item",
    PlaceHold = "place-hold",
    ListHolds = "list-holds",
    CancelHold = "cancel-hold",
    LendItem = "lend-item",
    TakeBackItem = "take-back-item",
    ListLoans = "list-loans",
    GetLoan = "get-loan",
    RegisterMember = "register-member",
    GetOwnMember = "get-own-member",
    ListOwnMessages = "list-own-messages",
    GetMember = "get-member",
    FindMemberByCard = "find-member-by-card",
    AssignRoles = "assign-roles",
    EraseMember = "erase-member",
    GetErasureReceipt = "get-erasure-receipt",
    FoundGroup = "found-group",
    GetGroup = "get-group",
    ChangeGroup = "change-group",
    GetStandingPolicy = "get-standing-policy",
    SetStandingPolicy = "set-standing-policy",
    GetStanding = "get-standing",
    GivePoints = "give-points",
    AppealPoints = "appeal-points",
    WaivePoints = "waive-points",
    GetProofs = "get-proofs",
    NoteProofs = "note-proofs",
    GetUsesReport = "get-uses-report",
    CheckIn = "check-in",
    NoteAbsence = "note-absence",
    WalkIn = "walk-in",
    FollowEvents = "follow-events",
    GetHolidays = "get-holidays",
    DefineHolidays = "define-holidays",
    SeeUnlisted = "see-unlisted",
}
