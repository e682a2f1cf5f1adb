#!/bin/sh
# Makes FOLDER/image.tar of Containerfile and a program. What it is based on is made of this machine's own
# files: no image can be pulled everywhere.
set -eu
containerfile=$1
program=$2
folder=$3
tag=$4

images() {
    buildah --root "$folder/images" --runroot "$folder/run" --storage-driver vfs "$@"
}

base=$folder/base
mkdir -p "$base/tmp"
tools="/bin/sh /usr/bin/chown /usr/bin/id /usr/bin/ln /usr/bin/mkdir /usr/bin/setpriv /usr/bin/stat"
# shellcheck disable=SC2086 # one word for each tool
libraries=$(ldd "$program" $tools | grep --only-matching '/lib[^ ]*' | sort --unique)
# shellcheck disable=SC2086 # one word for each file
cp --dereference --parents $tools $libraries /etc/ssl/certs/ca-certificates.crt "$base"
printf 'FROM scratch\nCOPY base /\n' >"$folder/Base"
images build --quiet --isolation chroot --file "$folder/Base" --tag base "$folder"

platform=linux/$(dpkg --print-architecture)
mkdir -p "$folder/binary/$platform"
strip -o "$folder/binary/$platform/registry-admin" "$program"
# Health checks are no part of OCI's own format.
images build --quiet --isolation chroot --format docker --file "$containerfile" --tag "$tag" --platform "$platform" \
    --build-arg RUNTIME_IMAGE=localhost/base --build-arg VERSION=v1.2.3 \
    --build-context "binary=$folder/binary" "$(dirname "$containerfile")"
images push --quiet "$tag" "docker-archive:$folder/image.tar:$tag"
