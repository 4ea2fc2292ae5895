//! Codes that are shown at the place: made from a reservation's id by a secret of the service, and kept nowhere.

use nanum_contracts::{TenantId, ids::ReservationId};
use nanum_runtime::{Service, StartError, sealed::Secret};

/// The secret's file, beside the log and no part of it. Without it there is a new one, and every code is another.
pub const FILE: &str = "codes.sqlite";
/// What the secret makes here. For ever, or codes that are shown already are others.
const PURPOSE: &str = "booking.check-in-code";
/// Capitals and digits; of those that look alike (0 and O; 1, I and L; 8 and B; 5 and S; 2 and Z) none or one.
const LETTERS: [char; 26] = [
    'A', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P', 'Q', 'R', 'T', 'U', 'V', 'W', 'X', 'Y', '2',
    '3', '4', '6', '7', '9',
];
/// Letters of a code: with [`LETTERS`] 309 million codes.
const LENGTH: usize = 6;

/// Makes codes.
#[derive(Debug, Clone)]
pub(crate) struct Codes(Secret);

impl Codes {
    pub(crate) fn of(service: &Service) -> Result<Self, StartError> {
        service.secret(FILE).map(Self)
    }

    /// The code of a reservation.
    pub(crate) fn code_of(&self, tenant: &TenantId, reservation: ReservationId) -> String {
        let mut number = self.0.number_of(PURPOSE, &[tenant.as_str(), &reservation.to_string()]);
        let mut code = String::with_capacity(LENGTH);
        for _ in 0..LENGTH {
            let letters = LETTERS.len() as u64;
            code.extend(usize::try_from(number % letters).ok().and_then(|letter| LETTERS.get(letter)));
            number /= letters;
        }
        code
    }

    /// Whether it is the reservation's code, in capitals or not, and however it is spaced.
    pub(crate) fn fits(&self, tenant: &TenantId, reservation: ReservationId, given: &str) -> bool {
        let given =
            given.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase());
        given.eq(self.code_of(tenant, reservation).chars())
    }
}
