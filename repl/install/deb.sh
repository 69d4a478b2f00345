#!/bin/sh
# Makes the Debian package: deb.sh BUILD VERSION writes BUILD/gosh_VERSION_ARCHITECTURE.deb.
#
# It is the same, byte for byte, whenever and by whomever it is made of the same program: its day is that of the last
# commit, or what SOURCE_DATE_EPOCH says. DEBFULLNAME and DEBEMAIL are who answers for it, as for Debian's own tools.
set -eu
umask 022
build=$1 version=$2
source=$(dirname "$0")
architecture=$(dpkg --print-architecture)
package=$build/gosh_${version}_$architecture.deb
root=$build/deb
doc=$root/usr/share/doc/gosh
who="${DEBFULLNAME:-The gosh authors} <${DEBEMAIL:-authors@gosh.invalid}>"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$source" log -1 --format=%ct 2>/dev/null || date -r "$build/gosh" +%s)}
export SOURCE_DATE_EPOCH

# ---- The files ----

rm -rf "$root"
sh "$source/install.sh" "$build" "$root/usr" >/dev/null
# Completions of packages are elsewhere in Debian than those that are installed by hand.
mkdir "$root/usr/share/zsh/vendor-completions"
mv "$root/usr/share/zsh/site-functions/_gosh" "$root/usr/share/zsh/vendor-completions"
rmdir "$root/usr/share/zsh/site-functions"
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$root/usr/bin/gosh"

mkdir -p "$doc"
cat >"$doc/copyright" - "$source/../../LICENSE" <<END
gosh, and Lua 5.4, which is linked into it.

Lua is
Copyright (c) 1994-2022 Lua.org, PUC-Rio
under the same licence as gosh itself:

END
gzip -9n >"$doc/changelog.gz" <<END
gosh ($version) unstable; urgency=medium

  * Made from the source of this version.

 -- $who  $(LC_ALL=C date -u -d "@$SOURCE_DATE_EPOCH" '+%a, %d %b %Y %T +0000')
END
gzip -9n "$root/usr/share/man/man1/gosh.1"

# ---- What dpkg is told ----

mkdir "$root/DEBIAN" "$root/debian"
: >"$root/debian/control" # what dpkg-shlibdeps wants to see
needs=$(cd "$root" && dpkg-shlibdeps -O usr/bin/gosh 2>/dev/null)
rm -r "$root/debian"
(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
cat >"$root/DEBIAN/control" <<END
Package: gosh
Version: $version
Architecture: $architecture
Maintainer: $who
Installed-Size: $(du -k -s --apparent-size "$root/usr" | cut -f1)
Depends: ${needs#shlibs:Depends=}
Suggests: graphviz
Conflicts: gauche
Section: interpreters
Priority: optional
Description: learn Go's concurrency by typing it
 gosh is a prompt, and runs programs, in Lua 5.4 with the concurrency of
 Go: goroutines, channels, select, defer and panic, by Go's rules, in Go's
 order and with Go's messages. Goroutines keep running while one types. A
 deadlock is told with its reason and with what to try, and the session
 goes on.
END

dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
rm -r "$root"
echo "$package"
