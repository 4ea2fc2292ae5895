//! Membership's read models, each named for the question it answers. None of them holds personal data.

mod which_sites;
mod which_tenants;
mod who_was_erased;

pub use which_sites::WhichSites;
pub use which_tenants::WhichTenants;
pub use who_was_erased::WhoWasErased;
