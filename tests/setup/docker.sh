# shellcheck shell=bash
# Docker for the tests, sourced by ./test: starts the engine when nobody has, and stops it again only then.

dockerd_process=

start_docker() {
    docker info >/dev/null 2>&1 && return
    local log=$NANUM_CACHE/dockerd.log
    echo "starting dockerd"
    # In a session of its own: an interrupt from the keyboard must not take it before its containers.
    setsid dockerd >"$log" 2>&1 &
    dockerd_process=$!
    for _ in {1..120}; do
        docker info >/dev/null 2>&1 && return
        kill -0 "$dockerd_process" 2>/dev/null || break
        sleep 0.5
    done
    tail -n 20 "$log" >&2
    echo "CANNOT BE HAD: a Docker engine (dockerd did not start)" >&2
    return 1
}

stop_docker() {
    # What a killed test could not remove itself.
    docker ps --all --quiet --filter "label=org.nanum.test-run=$NANUM_TEST_RUN" 2>/dev/null |
        xargs --no-run-if-empty docker rm --force --volumes >/dev/null
    docker network prune --force --filter "label=org.nanum.test-run=$NANUM_TEST_RUN" >/dev/null 2>&1
    [[ -n $dockerd_process ]] || return 0
    if [[ -n $(docker ps --quiet) ]]; then
        echo "dockerd stays: containers of somebody else are running in it"
        return 0
    fi
    echo "stopping dockerd"
    kill "$dockerd_process"
    wait "$dockerd_process" || true
}

# The bus's image: pulled when it can be, else made of the server that install.sh brought.
nats_image() {
    docker image inspect "$NANUM_TEST_NATS_IMAGE" >/dev/null 2>&1 && return
    if timeout 60 docker pull --quiet nats:2.15-scratch >/dev/null 2>&1; then
        # Our name on it, and the folder for its store that the official image lacks.
        docker build --quiet --tag "$NANUM_TEST_NATS_IMAGE" - <<<$'FROM nats:2.15-scratch\nWORKDIR /data' >/dev/null
        return
    fi
    echo "no nats image can be pulled: building one"
    local server=$NANUM_CACHE/tools/bin/nats-server context
    if readelf --program-headers "$server" | grep -q INTERP; then
        echo "CANNOT BE HAD: a static nats-server, which an image without a C library needs" >&2
        return 1
    fi
    context=$(mktemp -d)
    cp "$server" "$context/nats-server"
    printf '%s\n' 'FROM scratch' 'COPY nats-server /nats-server' 'WORKDIR /data' 'EXPOSE 4222' \
        'ENTRYPOINT ["/nats-server"]' >"$context/Dockerfile"
    docker build --quiet --tag "$NANUM_TEST_NATS_IMAGE" "$context" >/dev/null
    rm -r "$context"
}
