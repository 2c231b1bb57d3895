#!/bin/sh
# Installs bankident from a release: a folder, or the address of one.
#
#   sh install.sh [-p PREFIX] [-k PUBLIC_KEY] [-c] FROM
#
# PREFIX is $HOME/.local if none is given. The archive is compared with SHA256SUMS; with a public key,
# SHA256SUMS is first compared with the signed provenance, and nothing is installed if that fails. -c
# only compares all files of a folder. Needs tar, gzip, sha256sum, for an address curl or wget, for a key
# OpenSSL 3.
set -eu
umask 022

fail() { echo "install.sh: $*" >&2; exit 1; }
usage() { echo "usage: sh install.sh [-p PREFIX] [-k PUBLIC_KEY] [-c] FROM" >&2; exit 2; }

prefix=${HOME:-}/.local key='' compare=''
while getopts p:k:c option; do
  case $option in
    p) prefix=$OPTARG ;;
    k) key=$OPTARG ;;
    c) compare=yes ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || usage
from=${1%/}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Copies a file of the release.
get() {
  case $from in
    http://127.0.0.1[:/]* | http://localhost[:/]* | https://*) fetch "$from/$1" "$work/$1" ;;
    *://*) fail "$from is neither https nor a folder" ;;
    *) cp "$from/$1" "$work/$1" || fail "$from has no $1" ;;
  esac
}

fetch() {
  if command -v curl > /dev/null; then
    curl -fsSL --retry 3 -o "$2" "$1" || fail "$1 cannot be fetched"
  elif command -v wget > /dev/null; then
    wget -q -O "$2" "$1" || fail "$1 cannot be fetched"
  else
    fail "neither curl nor wget is installed"
  fi
}

# Member of the envelope, which has no text with a quotation mark.
member() { tr -d '\n' < "$work/provenance.dsse.json" | sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }

digest() { sha256sum "$1" | cut -d ' ' -f 1; }

# Whether the key signed these checksums.
proven() {
  command -v openssl > /dev/null || fail "OpenSSL 3 is needed to check the provenance"
  get provenance.dsse.json
  member payload | base64 -d > "$work/payload" || fail "the payload of the provenance is not base64"
  member sig | base64 -d > "$work/signature" || fail "the signature of the provenance is not base64"
  type=application/vnd.in-toto+json
  printf 'DSSEv1 %d %s %d ' "${#type}" "$type" "$(wc -c < "$work/payload" | tr -d ' ')" > "$work/signed"
  cat "$work/payload" >> "$work/signed"
  openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$work/signed" -sigfile "$work/signature" \
    > /dev/null 2>&1 || fail "the provenance is not signed by $key: do not use this release"
  grep -qF "{\"name\":\"SHA256SUMS\",\"digest\":{\"sha256\":\"$(digest "$work/SHA256SUMS")\"}}" "$work/payload" ||
    fail "SHA256SUMS is not the one of the provenance: do not use this release"
}

get SHA256SUMS
[ -z "$key" ] || proven
if [ -n "$compare" ]; then
  (cd "$from" && sha256sum -c "$work/SHA256SUMS") || fail "a file is not the one in SHA256SUMS"
  exit 0
fi
case $(uname -s)-$(uname -m) in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
  *) fail "no archive is made for $(uname -s) on $(uname -m): see docs/releases.md" ;;
esac
line=$(grep -E "^[0-9a-f]{64}  bankident-[0-9A-Za-z.+-]+-$target\.tar\.gz\$" "$work/SHA256SUMS") ||
  fail "SHA256SUMS names no archive for $target"
archive=${line#*  }
get "$archive"
[ "$(digest "$work/$archive")" = "${line%% *}" ] ||
  fail "$archive is not the file in SHA256SUMS: do not use it"
mkdir "$work/unpacked"
tar -xzf "$work/$archive" -C "$work/unpacked"
folder=$work/unpacked/${archive%.tar.gz}
mkdir -p "$prefix/bin" "$prefix/share/man/man1" "$prefix/share/bash-completion/completions" \
  "$prefix/share/zsh/site-functions" "$prefix/share/fish/vendor_completions.d"
cp "$folder"/man/*.1 "$prefix/share/man/man1/"
cp "$folder/completions/bankident.bash" "$prefix/share/bash-completion/completions/bankident"
cp "$folder/completions/_bankident" "$prefix/share/zsh/site-functions/"
cp "$folder/completions/bankident.fish" "$prefix/share/fish/vendor_completions.d/"
# Renamed into place, so that a running one is not changed.
cp "$folder/bankident" "$prefix/bin/.bankident.new"
chmod 755 "$prefix/bin/.bankident.new"
mv "$prefix/bin/.bankident.new" "$prefix/bin/bankident"
echo "installed: $prefix/bin/bankident"
