//! The demonstration network: data that travels in the program, loaded once into an empty data folder.

use std::path::Path;

use include_dir::{Dir, include_dir};
use nanum_runtime::{Shell, StartError};

use crate::import::{self, source::Source};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../demo");

/// Says that the demonstration has been loaded whole; an interrupted load begins again, which changes nothing twice.
const LOADED: &str = "demo-loaded";

/// The settings that make a demonstration.
pub(crate) fn settings(data: Option<&Path>) -> Vec<(&'static str, String)> {
    let key = data.unwrap_or(Path::new("data")).join("demo-issuer.key");
    vec![("gateway.demo", "true".to_owned()), ("gateway.demo_key_file", key.display().to_string())]
}

/// Loads the network unless it has been loaded.
pub(crate) async fn load_once(shell: &Shell) -> Result<(), StartError> {
    let loaded = shell.settings.data_folder().join(LOADED);
    if loaded.exists() {
        return Ok(());
    }
    let plan = import::plan(&sources()).map_err(|faults| StartError::Other(faults.to_string()))?;
    import::carry_out(shell, plan).await?;
    std::fs::write(&loaded, "")
        .map_err(|source| StartError::Io { what: format!("{}", loaded.display()), source })
}

fn sources() -> Vec<Source> {
    let mut sources: Vec<Source> = FILES
        .files()
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"))
        .filter_map(|file| Some(Source::new(file.path().display().to_string(), file.contents_utf8()?)))
        .collect();
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

/// How to try it, for the terminal.
pub(crate) fn welcome(public_url: &str) -> String {
    format!(
        "
  Nanum is running with the demonstration network.

    portal      {public_url}/
    API         {public_url}/openapi.json
    events      {public_url}/v1/seosan/events    (as an integrator)
    mail        the folder `mail` of the data folder

  Sign in on the portal as any of these, or ask for a token:

    citizen        seosan/minji, seosan/junho
    clerk          seosan/clerk
    administrator  seosan/admin
    integrator     seosan/integrator
    secretariat    citynet/secretary

    curl -s -d subject=seosan/minji {public_url}/demo/issuer/token

  Anybody can sign in as anybody here: never use the demonstration in earnest.
  Stop with Ctrl-C; the data stays.
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_network_is_a_good_import_of_the_promised_size() {
        let plan = import::plan(&sources()).unwrap_or_else(|faults| panic!("{faults}"));
        let counts = plan.counts();
        assert!(counts.tenants >= 12, "{counts:?}");
        assert!(counts.sites >= 40, "{counts:?}");
        assert!(counts.resources >= 150, "{counts:?}");
        assert!(counts.titles >= 400, "{counts:?}");
    }
}
