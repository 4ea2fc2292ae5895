//! Whether what a tenant says about coming is sound.

use nanum_contracts::booking::ResourceDefinition;

/// Longest time before the start at which check-in opens, after it for which somebody is waited for, and for which they may be away:
/// a day, in minutes.
pub const ATTENDANCE_MINUTES_MAX: u32 = 1_440;

/// The rule of coming that a definition breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAttendance {
    #[error("attendance.{which} is at most {ATTENDANCE_MINUTES_MAX}, not {minutes}")]
    Minutes { which: &'static str, minutes: u32 },
    #[error("attendance.absence_minutes is at least 1, when it is said")]
    NoAbsence,
    #[error("check-in opens before it is over: attendance.opens_minutes_before or due_minutes is at least 1")]
    NeverOpen,
}

/// Whoever comes has a time to check in, of two days at most.
pub(super) fn attendance_is_sound(definition: &ResourceDefinition) -> Result<(), NotAnAttendance> {
    let Some(attendance) = definition.attendance else { return Ok(()) };
    let minutes = [
        ("opens_minutes_before", attendance.opens_minutes_before),
        ("due_minutes", attendance.due_minutes),
        ("absence_minutes", attendance.absence_minutes.unwrap_or(1)),
    ];
    if let Some((which, minutes)) = minutes.into_iter().find(|(_, minutes)| *minutes > ATTENDANCE_MINUTES_MAX)
    {
        return Err(NotAnAttendance::Minutes { which, minutes });
    }
    if attendance.absence_minutes == Some(0) {
        return Err(NotAnAttendance::NoAbsence);
    }
    if attendance.opens_minutes_before + attendance.due_minutes == 0 {
        return Err(NotAnAttendance::NeverOpen);
    }
    Ok(())
}
