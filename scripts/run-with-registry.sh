#!/bin/sh
# Brings up RegistryAdmin and, beside it, a registry that lets it decide who may do what.
# Everything they keep is in .run; both end with this script.
set -eu
cd "$(dirname "$0")/.."

admin_port=${RA_PORT:-8080}
registry_port=${RA_REGISTRY_PORT:-5000}
service=container_registry
issuer=registry_token_issuer
folder=$PWD/.run
program=${PROGRAM:-target/debug/registry-admin}

mkdir -p "$folder/registry"
if [ ! -f "$folder/admin-password" ]; then
    (umask 077 && openssl rand -hex 12 >"$folder/admin-password")
fi

password=$(cat "$folder/admin-password")
credentials=$(printf 'admin:%s' "$password" | openssl base64 -A)
(umask 077 && touch "$folder/registry.yml")
cat >"$folder/registry.yml" <<YAML
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: $folder/registry}
  delete: {enabled: true}
http:
  addr: :$registry_port
  secret: $(openssl rand -hex 16)
auth:
  token:
    realm: http://localhost:$admin_port/api/v1/registry/auth
    service: $service
    issuer: $issuer
    rootcertbundle: $folder/certs/registry_auth_ca.crt
notifications:
  events: {includereferences: true}
  endpoints:
    - name: registry-admin
      url: http://localhost:$admin_port/api/v1/registry/events
      headers: {Authorization: [Basic $credentials]}
      timeout: 1s
      threshold: 5
      backoff: 3s
      ignore: {mediatypes: [application/octet-stream]}
YAML

admin=
registry=
stop() {
    trap - EXIT INT TERM
    for process in $admin $registry; do
        kill "$process" 2>/dev/null || true
    done
    wait
}
trap stop EXIT
trap 'exit 0' INT TERM

env -u RA_PORT -u RA_REGISTRY_PORT RA_STORE_ADMIN_PASSWORD_FILE="$folder/admin-password" "$program" \
    --port="$admin_port" --store.embed.path="$folder/data.db" --registry.certs.path="$folder/certs" \
    --registry.host=http://localhost --registry.port="$registry_port" \
    --registry.service="$service" --registry.issuer="$issuer" &
admin=$!

wait_for() {
    until curl --silent --output /dev/null "$2"; do
        kill -0 "$1" 2>/dev/null || exit 1
        sleep 0.1
    done
}

wait_for "$admin" "http://localhost:$admin_port/readyz"
docker-registry serve "$folder/registry.yml" &
registry=$!
wait_for "$registry" "http://localhost:$registry_port/v2/"

cat <<TEXT

  RegistryAdmin  http://localhost:$admin_port
  Registry       localhost:$registry_port
  Login          admin
  Password       $password

  docker login localhost:$registry_port --username admin --password $password
  curl --user admin:$password http://localhost:$admin_port/api/v1/repositories

  Ctrl-C stops both.

TEXT
wait "$admin"
