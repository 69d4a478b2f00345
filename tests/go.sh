#!/bin/sh
# Installs the Go that the tests' twins are checked with, if there is none: Debian's own, from the backports of the
# release that runs here, from wherever this machine gets its Debian packages.
set -eu
wanted=1.23
for go in "$(command -v go || true)" "/usr/lib/go-$wanted/bin/go"; do
    [ -x "$go" ] && exit 0
done
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
. /etc/os-release
backports=$VERSION_CODENAME-backports
indexes=$(apt-get indextargets --format '$(REPO_URI)|$(CODENAME)')
if ! echo "$indexes" | grep -q "|$backports\$"; then
    mirror=$(echo "$indexes" | sed -n "s/|$VERSION_CODENAME\$//p" | head -n 1)
    [ -n "$mirror" ] || { echo "go.sh: no Debian mirror is configured" >&2; exit 1; }
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    echo "deb [signed-by=$keyring] $mirror $backports main" |
        $as_root tee /etc/apt/sources.list.d/gosh-backports.list >/dev/null
fi
echo "gosh's tests need Go $wanted to check their twins, and install Debian's now: golang-$wanted-go"
export DEBIAN_FRONTEND=noninteractive
{ $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends "golang-$wanted-go"; } >/dev/null
