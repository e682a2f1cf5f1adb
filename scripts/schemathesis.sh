#!/usr/bin/env bash
# Holds a running server against openapi.yaml: scripts/schemathesis.sh URL [LOGIN:PASSWORD]
# No answer may be a server error, of a status that is not described, or of another form than described.
# PHASES and EXAMPLES say how much is tried.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/target/schemathesis
(
    # Several may want it at once.
    flock 9
    if ! cmp --silent scripts/schemathesis.txt "$tools/installed.txt"; then
        python3 -m venv --clear "$tools"
        "$tools/bin/pip" install --quiet --disable-pip-version-check --requirement scripts/schemathesis.txt
        cp scripts/schemathesis.txt "$tools/installed.txt"
    fi
) 9> target/schemathesis.lock

checks=not_a_server_error,status_code_conformance,content_type_conformance
checks=$checks,response_headers_conformance,response_schema_conformance
exec "$tools/bin/schemathesis" run openapi.yaml --url "$1" ${2:+--auth "$2"} --checks "$checks" \
    --phases "${PHASES:-fuzzing}" --max-examples "${EXAMPLES:-3}" --seed 1 --generation-database none \
    --continue-on-failure --warnings off --no-color
