#!/bin/sh
# What `registry-admin` means in the container: the program, as the user that it is to run as.
set -eu

program=/usr/local/libexec/registry-admin
uid=${APP_UID:-1001}

if [ -z "${RA_CONFIG_FILE:-}" ]; then
    for file in /app/config/registry-admin.yml /app/config/registry-admin.yaml /app/config/registry-admin.json; do
        [ ! -f "$file" ] || export RA_CONFIG_FILE="$file"
    done
fi

# With `--user` the engine has said already who it is to be.
[ "$(id -u)" -eq 0 ] || exec "$program" "$@"

case $uid in
    *[!0-9]*)
        echo "registry-admin: APP_UID is not a number: $uid" >&2
        exit 2
        ;;
esac

# A folder that the engine made belongs to root, and a volume to whoever used it before.
for folder in /app/certs /app/data; do
    if [ "$(stat --format=%u "$folder")" -ne "$uid" ] && [ -w "$folder" ]; then
        chown --recursive "$uid:$uid" "$folder"
    fi
done

# Ports below 1024 are all that is left of root.
exec setpriv --reuid="$uid" --regid="$uid" --clear-groups --no-new-privs \
    --bounding-set=-all,+net_bind_service --inh-caps=-all,+net_bind_service --ambient-caps=-all,+net_bind_service \
    "$program" "$@"
