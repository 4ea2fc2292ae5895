//! Lending's use cases over a real log, asked over the bus as the gateway asks.

mod catalogue;
#[cfg(test)]
mod city;
mod loans;
mod published;
