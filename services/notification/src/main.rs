//! The program of the service Notification.

fn main() -> std::process::ExitCode {
    nanum_runtime::program::service("nanum-notification", nanum_notification::start)
}
