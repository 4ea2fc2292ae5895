//! What can be asked of a title.

use nanum_contracts::{
    ids::{HoldId, ItemId, LoanId, MemberId, TitleId},
    lending::TitleDefinition,
    time::Zone,
};

use super::Barcode;

/// A command. New ids come with it, so that a repeated command names the same thing.
#[derive(Debug, Clone)]
pub enum TitleCommand {
    /// The title shall be in the catalogue, defined like this.
    DefineTitle {
        title: TitleId,
        /// The zone of its site.
        zone: Zone,
        definition: TitleDefinition,
    },
    /// The title shall have this copy.
    AddItem { item: ItemId, barcode: Barcode },
    /// The item goes out.
    Lend { loan: LoanId, item: ItemId, borrower: MemberId },
    /// The item comes back.
    TakeBack { item: ItemId },
    /// The member joins the queue.
    PlaceHold { hold: HoldId, member: MemberId },
    /// The place in the queue, or what was set aside, is given up.
    CancelHold { hold: HoldId },
    /// What was set aside was not fetched in time.
    LapseHold { hold: HoldId },
}
