//! One tenant's burst does not keep another tenant's answers away for long.

use crate::notebook::{Notebook, trail};

/// Events of the burst, and of one append of it.
const BURST: u64 = 50_000;
const APPEND: u64 = 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn during_a_burst_of_one_tenant_another_is_answered_within_the_bound_of_catching_up() {
    let notebook = Notebook::open();
    let view = notebook.view().await;
    let burst = async {
        for from in (0..BURST).step_by(APPEND as usize) {
            notebook.notes("seoul", u128::from(from), from..from + APPEND).await;
        }
    };
    let other = async {
        for number in 1..=20 {
            notebook.notes("yesan", 1, [number]).await;
            // Answered at all means answered within the bound; else it would be *try again*.
            let said = trail(&view, "yesan", "1").await.unwrap();
            assert!(
                said.split(' ').any(|said| said == number.to_string()),
                "what was just done is seen: {said}"
            );
        }
    };
    tokio::join!(burst, other);
    assert!(trail(&view, "seoul", "0").await.unwrap().starts_with("0 1 2 3"));
}
