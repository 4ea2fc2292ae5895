//! Cases about requests.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures::future::{join_all, pending};
use tokio::sync::Semaphore;

use super::{
    Case, Verdict, cases,
    desk::{Clerk, Desk, PATIENCE},
    ensure, ensure_eq,
};
use crate::{Bus, BusError, MESSAGE_BYTES_MAX, Responder};

/// Longer than an engine takes to say that nobody is there, shorter than [`PATIENCE`].
const AT_ONCE: Duration = Duration::from_secs(5);

pub(super) const CASES: &[Case] = cases![
    a_request_is_answered,
    nobody_there_is_known_at_once,
    a_slow_answer_is_not_waited_for,
    an_abandoned_request_is_finished,
    the_greatest_message_goes_both_ways,
    what_is_over_the_limit_is_refused,
    replicas_share_the_requests,
    requests_are_worked_on_side_by_side,
    a_panic_stays_with_its_request,
    closing_finishes_what_is_in_work,
];

async fn serve(bus: &Arc<dyn Bus>, service: &str, clerk: Arc<dyn Responder>) -> Verdict {
    bus.serve(service, clerk).await.map_err(|error| error.to_string())
}

/// Asks for `lend`, as a tenant.
async fn ask(
    desk: &Desk,
    bus: &Arc<dyn Bus>,
    service: &str,
    request: impl Into<Bytes>,
) -> Result<Bytes, BusError> {
    let tenant = desk.tenant().map_err(BusError::Unavailable)?;
    bus.request(service, &tenant, "lend", request.into(), PATIENCE).await
}

async fn a_request_is_answered(desk: Desk) -> Verdict {
    let (server, client) = (desk.join().await?, desk.join().await?);
    let service = desk.service();
    let echo =
        Clerk::who(
            |operation, request| async move { [operation.into_bytes(), request.to_vec()].concat().into() },
        );
    serve(&server, &service, echo).await?;
    let reply = ask(&desk, &client, &service, " a drill").await.map_err(|error| error.to_string())?;
    ensure_eq!(reply, "lend a drill");
    Ok(())
}

async fn nobody_there_is_known_at_once(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let service = desk.service();
    let outcome = tokio::time::timeout(AT_ONCE, ask(&desk, &bus, &service, "")).await;
    ensure!(matches!(outcome, Ok(Err(BusError::NoResponder(of))) if of == service));
    Ok(())
}

async fn a_slow_answer_is_not_waited_for(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let (service, tenant) = (desk.service(), desk.tenant()?);
    serve(&bus, &service, Clerk::who(|_, _| pending())).await?;
    let impatient = bus.request(&service, &tenant, "lend", Bytes::new(), Duration::from_millis(100));
    let outcome = tokio::time::timeout(AT_ONCE, impatient).await;
    ensure!(matches!(outcome, Ok(Err(BusError::TimedOut(of))) if of == service));
    // It would not end by itself, and closing must not wait for it beyond its bound.
    ensure!(tokio::time::timeout(AT_ONCE, bus.close(Duration::from_millis(100))).await.is_ok());
    Ok(())
}

async fn an_abandoned_request_is_finished(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let (service, tenant) = (desk.service(), desk.tenant()?);
    let (begun, go_on, finished) =
        (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let clerk = {
        let (begun, go_on, finished) = (Arc::clone(&begun), Arc::clone(&go_on), Arc::clone(&finished));
        Clerk::who(move |_, _| {
            let (begun, go_on, finished) = (Arc::clone(&begun), Arc::clone(&go_on), Arc::clone(&finished));
            async move {
                begun.add_permits(1);
                drop(go_on.acquire().await);
                finished.add_permits(1);
                Bytes::new()
            }
        })
    };
    serve(&bus, &service, clerk).await?;
    tokio::select! {
        _ = bus.request(&service, &tenant, "lend", Bytes::new(), PATIENCE) => {}
        _ = begun.acquire() => {}
    }
    go_on.add_permits(1);
    ensure!(tokio::time::timeout(PATIENCE, finished.acquire()).await.is_ok());
    Ok(())
}

async fn the_greatest_message_goes_both_ways(desk: Desk) -> Verdict {
    let (server, client) = (desk.join().await?, desk.join().await?);
    let service = desk.service();
    serve(&server, &service, Clerk::who(|_, request| async move { request })).await?;
    let great = Bytes::from(vec![b'x'; MESSAGE_BYTES_MAX]);
    let reply = ask(&desk, &client, &service, great.clone()).await.map_err(|error| error.to_string())?;
    ensure!(reply == great);
    Ok(())
}

async fn what_is_over_the_limit_is_refused(desk: Desk) -> Verdict {
    const TOO_MUCH: usize = MESSAGE_BYTES_MAX + 1;
    let (server, client) = (desk.join().await?, desk.join().await?);
    let service = desk.service();
    serve(&server, &service, Clerk::who(|_, _| async { Bytes::from(vec![b'x'; TOO_MUCH]) })).await?;
    let asked = ask(&desk, &client, &service, vec![b'x'; TOO_MUCH]).await;
    ensure!(matches!(asked, Err(BusError::TooLarge { bytes: TOO_MUCH })));
    let answered = tokio::time::timeout(AT_ONCE, ask(&desk, &client, &service, "")).await;
    ensure!(matches!(answered, Ok(Err(BusError::TooLarge { bytes: TOO_MUCH }))));
    Ok(())
}

async fn replicas_share_the_requests(desk: Desk) -> Verdict {
    let client = desk.join().await?;
    let service = desk.service();
    let answered = [Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0))];
    for count in &answered {
        let count = Arc::clone(count);
        let clerk = Clerk::who(move |_, request| {
            count.fetch_add(1, Ordering::SeqCst);
            async move { request }
        });
        serve(&desk.join().await?, &service, clerk).await?;
    }
    for outcome in join_all((0..100).map(|_| ask(&desk, &client, &service, ""))).await {
        outcome.map_err(|error| error.to_string())?;
    }
    let [here, there] = answered.map(|count| count.load(Ordering::SeqCst));
    ensure_eq!(here + there, 100);
    ensure!(here > 0 && there > 0);
    Ok(())
}

async fn requests_are_worked_on_side_by_side(desk: Desk) -> Verdict {
    const TOGETHER: usize = 50;
    let bus = desk.join().await?;
    let service = desk.service();
    // None is answered before all have come.
    let barrier = Arc::new(tokio::sync::Barrier::new(TOGETHER));
    let clerk = Clerk::who(move |_, request| {
        let barrier = Arc::clone(&barrier);
        async move {
            barrier.wait().await;
            request
        }
    });
    serve(&bus, &service, clerk).await?;
    for outcome in join_all((0..TOGETHER).map(|_| ask(&desk, &bus, &service, ""))).await {
        outcome.map_err(|error| error.to_string())?;
    }
    Ok(())
}

async fn a_panic_stays_with_its_request(desk: Desk) -> Verdict {
    let bus = desk.join().await?;
    let service = desk.service();
    let clerk = Clerk::who(|_, request| async move {
        assert!(request != "panic", "the case is about a responder that panics");
        request
    });
    serve(&bus, &service, clerk).await?;
    let outcome = tokio::time::timeout(AT_ONCE, ask(&desk, &bus, &service, "panic")).await;
    ensure!(matches!(outcome, Ok(Err(BusError::TimedOut(of))) if of == service));
    let reply = ask(&desk, &bus, &service, "work").await.map_err(|error| error.to_string())?;
    ensure_eq!(reply, "work");
    Ok(())
}

async fn closing_finishes_what_is_in_work(desk: Desk) -> Verdict {
    let (server, client) = (desk.join().await?, desk.join().await?);
    let service = desk.service();
    let begun = Arc::new(Semaphore::new(0));
    let clerk = {
        let begun = Arc::clone(&begun);
        Clerk::who(move |_, request| {
            begun.add_permits(1);
            async move {
                tokio::time::sleep(Duration::from_millis(200)).await;
                request
            }
        })
    };
    serve(&server, &service, clerk).await?;
    let close_once_begun = async {
        drop(begun.acquire().await);
        server.close(PATIENCE).await;
    };
    let (reply, ()) = tokio::join!(ask(&desk, &client, &service, "work"), close_once_begun);
    ensure_eq!(reply.map_err(|error| error.to_string())?, "work");
    let outcome = ask(&desk, &client, &service, "").await;
    ensure!(matches!(outcome, Err(BusError::NoResponder(_))));
    Ok(())
}
