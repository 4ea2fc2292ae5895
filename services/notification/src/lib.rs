//! Notification: members are told what happens to their reservations, loans and holds, by mail, in their language.
//!
//! It owns the messages and nothing else. Who the member is, only Membership knows: the contact is asked for when a mail
//! is written, and kept nowhere. What things are called comes from others' events.

pub mod desk;
pub mod domain;
pub mod mail;
pub mod names;
pub mod publish;
pub mod reactions;
pub mod views;
pub mod writing;

use std::sync::Arc;

use nanum_contracts::notification::SERVICE;
use nanum_runtime::{Service, Shell, StartError};

use crate::{
    desk::Desk,
    domain::message::Message,
    mail::{MailSettings, Mailer},
    names::Names,
    reactions::{eraser::Eraser, sender::Sender, teller::Teller},
    views::{what_is_it_called::WhatIsItCalled, which_messages::WhichMessages},
};

/// As what Notification acts: the name of its commands and of its questions to others.
const PART: &str = "notification";
/// The folder of mails within the data folder, when there is no mail server.
const MAIL_FOLDER: &str = "mail";

/// Starts the service in a program.
///
/// # Errors
/// When its settings, its log, a view or the bus cannot be used.
pub async fn start(shell: Shell) -> Result<(), StartError> {
    let settings: MailSettings = shell.settings.section("mail")?;
    let mailer = Arc::new(Mailer::open(&settings, &shell.settings.data_folder().join(MAIL_FOLDER))?);
    let mut service = Service::open(&shell, SERVICE)?;
    let messages = service.aggregates::<Message>();
    let names = Names {
        view: service.view_of_others(&WhatIsItCalled::FOLLOWS, WhatIsItCalled).await?,
        client: service.client(),
    };
    let which_messages = service.view(WhichMessages).await?;
    let eraser = Eraser {
        messages: messages.clone(),
        readers: service.aggregates(),
        view: which_messages.clone(),
        mailer: mailer.clone(),
    };
    let desk = Arc::new(Desk { messages: which_messages });

    service.reaction_to_others(&Teller::HEARS, Teller { messages: messages.clone() }).await?;
    service.reaction_to_others(&Eraser::HEARS, eraser).await?;
    let (client, clock) = (service.client(), shell.clock.clone());
    service.reaction(Sender { messages, client, names, mailer, clock }).await?;
    service.answer(&desk, Desk::list_messages);
    service.publish(publish::publish);
    service.start().await
}
