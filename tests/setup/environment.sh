# shellcheck shell=bash
# Where the tests find their parts. Sourced by ./test; source it yourself to call cargo directly.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Tools and build output that may be thrown away at any time, outside the checkout.
export NANUM_CACHE=${NANUM_CACHE:-$HOME/.cache/nanum}

# CI checks out afresh each time: only a target folder outside the checkout survives. A developer's own is kept.
if [[ ${CI:-} == true ]]; then
    export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$NANUM_CACHE/target}
    export CARGO_INCREMENTAL=0 # of no use to a fresh checkout, and large
fi

export PATH=$NANUM_CACHE/tools/bin:$PATH

# The folder of nanum, nanum-gateway, nanum-booking, nanum-lending, nanum-membership, nanum-notification and
# nanum-reporting.
export NANUM_TEST_BIN_DIR=${NANUM_TEST_BIN_DIR:-${CARGO_TARGET_DIR:-$root/target}/debug}
export NANUM_TEST_AXE=${NANUM_TEST_AXE:-$NANUM_CACHE/axe-core/package/axe.min.js}
export NANUM_TEST_NATS_IMAGE=${NANUM_TEST_NATS_IMAGE:-nanum-test/nats-server:2}
# Labels the containers of one run, so that no other run's are removed at its end.
export NANUM_TEST_RUN=${NANUM_TEST_RUN:-$$}
