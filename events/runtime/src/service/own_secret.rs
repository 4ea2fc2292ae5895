//! A secret that a service keeps for itself.

use super::{Service, StartError};
use crate::sealed::{KeyRing, Secret, WithoutKeys};

impl Service {
    /// A secret of the service's own, in a file of that name beside its log and no part of it: for what is made anew each time it
    /// is shown, and kept nowhere. It is made when it is not there; what the one before made is then not recognised any more.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn secret(&self, file: &str) -> Result<Secret, StartError> {
        let path = self.folder.join(file);
        let keys =
            KeyRing::open(&path, WithoutKeys::Begin).map_err(|cause| StartError::Keys { path, cause })?;
        Ok(keys.secret().clone())
    }
}
