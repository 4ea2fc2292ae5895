//! Membership as others meet it: over the bus, with a real log and real keys.

#[cfg(test)]
mod calendars;
#[cfg(test)]
mod city;
#[cfg(test)]
mod erasure;
#[cfg(test)]
mod events_are_for_ever;
#[cfg(test)]
mod members;
#[cfg(test)]
mod personal_data;
#[cfg(test)]
mod standing;
#[cfg(test)]
mod tenants_and_sites;
