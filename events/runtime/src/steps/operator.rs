//! What an operator sees of a runner and may decide.

use async_trait::async_trait;
use nanum_contracts::Problem;
use serde_json::value::RawValue;

use super::{Planner, Runner, Step, Verdict, file, lanes::Lane};
use crate::{
    Follower,
    followers::{Parked, ParkedEvent, Progress},
    parked::checked_reason,
    sqlite::marks,
};

#[async_trait]
impl<P: Planner> Follower for Runner<P> {
    fn name(&self) -> &str {
        &self.name
    }

    async fn progress(&self) -> Result<Progress, Problem> {
        let looked = self.file.read(|rows| Ok((marks::read(rows)?, file::counts(rows)?))).await;
        let (marks, (parked, to_do)) = looked.map_err(|cause| unreadable(&cause))?;
        let behind_events = match &self.place.own_log {
            Some(log) => {
                let head = log.head().await.map_err(|cause| crate::aggregate::unanswered(&cause))?;
                let seen = marks.get(self.place.service).map_or(0, |mark| mark.position);
                Some(head.saturating_sub(seen) + to_do)
            }
            None => None,
        };
        let (follower, version) = (self.name.clone(), P::VERSION);
        Ok(Progress {
            follower,
            version,
            marks,
            behind_events,
            events_per_second: None,
            parked,
            rebuild: None,
        })
    }

    async fn parked(&self) -> Result<Vec<Parked>, Problem> {
        let name = self.name.clone();
        self.file.read(move |rows| file::parked(rows, &name)).await.map_err(|cause| unreadable(&cause))
    }

    async fn parked_event(&self, number: i64) -> Result<ParkedEvent, Problem> {
        let name = self.name.clone();
        let found = self
            .file
            .read(move |rows| Ok(file::parked_as(rows, &name, number)?.zip(file::step(rows, number)?)));
        let (parked, step) = found
            .await
            .map_err(|cause| unreadable(&cause))?
            .ok_or_else(|| Problem::not_found("parked event"))?;
        let data = RawValue::from_string(step.step.body).map_err(|cause| {
            tracing::error!(follower = %self.name, number, %cause, "what is parked cannot be read");
            Problem::defect()
        })?;
        Ok(ParkedEvent { parked, data })
    }

    async fn retry(&self, number: i64) -> Result<(), Problem> {
        let _decides_alone = self.operator.lock().await;
        let (lane, step) = self.parked_step(number).await?;
        match self.attempt(&step).await {
            Verdict::Done => self.file.write(move |rows| file::delete(rows, number)).await,
            Verdict::Skip(reason) => self.skip_step(number, reason).await,
            Verdict::Retry(problem) | Verdict::Stop(problem) => {
                self.note_failure(&step, &problem, true).await.map_err(|cause| unreadable(&cause))?;
                return Err(Problem::state_forbids(problem.to_string()));
            }
        }
        .map_err(|cause| unreadable(&cause))?;
        self.unpark(&lane).await;
        Ok(())
    }

    async fn skip(&self, number: i64, reason: &str) -> Result<(), Problem> {
        let reason = checked_reason(reason)?;
        let _decides_alone = self.operator.lock().await;
        let (lane, _) = self.parked_step(number).await?;
        self.skip_step(number, reason.to_owned()).await.map_err(|cause| unreadable(&cause))?;
        self.unpark(&lane).await;
        Ok(())
    }
}

impl<P: Planner> Runner<P> {
    async fn parked_step(&self, number: i64) -> Result<(Lane, Step), Problem> {
        if !self.leads() {
            return Err(Problem::try_again("another process of this service works on it; ask that one"));
        }
        let found =
            self.file.read(move |rows| Ok(file::parked_lane(rows, number)?.zip(file::step(rows, number)?)));
        found.await.map_err(|cause| unreadable(&cause))?.ok_or_else(|| Problem::not_found("parked event"))
    }
}

fn unreadable(cause: &rusqlite::Error) -> Problem {
    tracing::error!(%cause, "a file of steps cannot be used");
    Problem::try_again("the file of steps cannot be used now")
}
