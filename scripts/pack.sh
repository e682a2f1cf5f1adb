#!/bin/sh
# Packs a program as it is released: packed/NAME.tar.gz, or packed/NAME.zip with a program for Windows.
set -eu
program=$1
name=$2
cd "$(dirname "$0")/.."

rm -rf "packed/$name"
mkdir -p "packed/$name"
cp -R "$program" README.md _examples "packed/$name/"
cd packed
case $program in
    *.exe) 7z a -bso0 "$name.zip" "$name" ;;
    *) tar -czf "$name.tar.gz" "$name" ;;
esac
rm -r "$name"
