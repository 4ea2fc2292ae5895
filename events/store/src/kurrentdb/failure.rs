//! What the server's errors mean for whoever asked: try again, look at the stream, or give up.

use eventstore::{CurrentRevision, Error};

use crate::StoreError;

/// gRPC status codes that the client does not name, by their numbers in the gRPC specification.
mod status {
    pub(super) const CANCELLED: i32 = 1;
    pub(super) const INVALID_ARGUMENT: i32 = 3;
    pub(super) const RESOURCE_EXHAUSTED: i32 = 8;
    /// What the server says when a write timed out inside it; it may have been stored, or be stored later.
    pub(super) const ABORTED: i32 = 10;
}

/// Why a call had no result.
#[derive(Debug)]
pub(super) enum Failure {
    /// It may go well when tried again. A write that ends like this is stored, or not, or will be.
    Temporary {
        cause: String,
        /// The connection is of no use any more.
        reconnect: bool,
    },
    /// The stream does not end where the append expected; `None`: it does not exist.
    WrongRevision { actual: Option<u64> },
    /// There is no such stream.
    NoStream,
    /// Trying again would not help.
    Final(StoreError),
}

impl Failure {
    /// The error for a caller to whom it is of no help to know more.
    pub(super) fn into_error(self) -> StoreError {
        match self {
            Self::Temporary { cause, .. } => StoreError::Unavailable(cause),
            Self::WrongRevision { actual } => {
                StoreError::Unavailable(format!("the stream has moved: its last revision is {actual:?}"))
            }
            Self::NoStream => StoreError::Unavailable("the stream does not exist".to_owned()),
            Self::Final(error) => error,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let temporary = |reconnect| Self::Temporary { cause: error.to_string(), reconnect };
        match &error {
            Error::WrongExpectedVersion { current: CurrentRevision::Current(revision), .. } => {
                Self::WrongRevision { actual: Some(*revision) }
            }
            Error::WrongExpectedVersion { current: CurrentRevision::NoStream, .. } => {
                Self::WrongRevision { actual: None }
            }
            Error::ResourceNotFound => Self::NoStream,
            // The client follows the leader by itself.
            Error::NotLeaderException(_) => temporary(false),
            // After these the client keeps to a node that has gone, or has given up for good.
            Error::ServerError(_)
            | Error::ConnectionClosed
            | Error::GrpcConnectionError(_)
            | Error::DeadlineExceeded => temporary(true),
            Error::Grpc { code, message } => of_status(i32::from(*code), message),
            Error::AccessDenied => Self::Final(StoreError::Unavailable(
                "the server denies access; the user must be allowed to read $all and to write the streams"
                    .into(),
            )),
            // Damage at no position: of a deleted stream, nothing is left that has one.
            Error::ResourceDeleted => Self::Final(StoreError::Damaged {
                position: 0,
                cause: "a stream of this log was deleted on the server".to_owned(),
            }),
            _ => Self::Final(StoreError::Unavailable(error.to_string())),
        }
    }
}

fn of_status(code: i32, message: &str) -> Failure {
    match code {
        status::CANCELLED | status::RESOURCE_EXHAUSTED | status::ABORTED => {
            Failure::Temporary { cause: message.to_owned(), reconnect: false }
        }
        // The server's own limit, 1 MiB an append unless it is told otherwise.
        status::INVALID_ARGUMENT if message.contains("Maximum Append") => {
            Failure::Final(StoreError::TooLarge(format!("{message} See the server's setting MaxAppendSize.")))
        }
        _ => Failure::Final(StoreError::Unavailable(format!("gRPC status {code}: {message}"))),
    }
}

#[cfg(test)]
mod tests {
    use eventstore::ExpectedRevision;

    use super::*;

    #[test]
    fn a_wrong_revision_says_where_the_stream_ends() {
        let failure = |current| {
            Failure::from(Error::WrongExpectedVersion { expected: ExpectedRevision::Exact(7), current })
        };
        let moved = failure(CurrentRevision::Current(9));
        assert!(matches!(moved, Failure::WrongRevision { actual: Some(9) }), "{moved:?}");
        let none = failure(CurrentRevision::NoStream);
        assert!(matches!(none, Failure::WrongRevision { actual: None }), "{none:?}");
    }

    #[test]
    fn what_may_go_well_later_is_told_from_what_will_not() {
        for (error, reconnects) in [
            (Error::ServerError("unavailable".to_owned()), true),
            (Error::ConnectionClosed, true),
            (Error::DeadlineExceeded, true),
        ] {
            let failure = Failure::from(error);
            let Failure::Temporary { reconnect, .. } = failure else { panic!("{failure:?}") };
            assert_eq!(reconnect, reconnects);
        }
        for error in [Error::AccessDenied, Error::UnsupportedFeature, Error::InternalClientError] {
            let failure = Failure::from(error);
            assert!(matches!(failure, Failure::Final(StoreError::Unavailable(_))), "{failure:?}");
        }
        assert!(matches!(Failure::from(Error::ResourceNotFound), Failure::NoStream));
        assert!(matches!(Failure::from(Error::ResourceDeleted), Failure::Final(StoreError::Damaged { .. })));
    }

    #[test]
    fn a_write_that_timed_out_in_the_server_is_not_known_and_a_limit_is() {
        let aborted = of_status(status::ABORTED, "Operation timed out: Commit phase timeout.");
        assert!(matches!(aborted, Failure::Temporary { reconnect: false, .. }), "{aborted:?}");
        let limit = of_status(status::INVALID_ARGUMENT, "Maximum Append Size of 1048576 Exceeded.");
        assert!(matches!(&limit, Failure::Final(StoreError::TooLarge(text)) if text.contains("1048576")));
        let other = of_status(status::INVALID_ARGUMENT, "Required Metadata Property 'type' is missing");
        assert!(matches!(other, Failure::Final(StoreError::Unavailable(_))), "{other:?}");
    }
}
