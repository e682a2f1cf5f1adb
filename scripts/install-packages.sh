#!/bin/sh
# Installs the Debian packages that building, testing and running beside a real registry need.
set -eu

packages="build-essential curl pkg-config libssl-dev openssl docker-registry skopeo docker.io buildah binutils ca-certificates sqlite3 groff-base apache2-utils wrk chromium pebble systemd fail2ban nginx-light faketime strace python3 postgresql python3-venv prometheus"

missing=
for package in $packages; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update --quiet --quiet
# shellcheck disable=SC2086 # one word for each package
$as_root apt-get install --quiet --quiet --yes --no-install-recommends $missing
