#!/bin/sh
# Puts gosh in its places below a folder, or takes it away again:
#
#     install.sh BUILD FOLDER
#     install.sh --remove FOLDER
#
# Whatever the umask is, everybody can use what is installed. Folders that were there are left as they are, and folders
# stay, as others may be in them by then.
set -eu
umask 022
build=$1 folder=$2
source=$(dirname "$0")

# put FILE MODE PLACE
put() {
    place=$folder/$3
    if [ "$build" = --remove ]; then
        rm -f "$place"
    else
        mkdir -p "${place%/*}"
        install -m "$2" "$1" "$place"
        echo "$place"
    fi
}

put "$build/gosh" 755 bin/gosh
put "$build/gosh.1" 644 share/man/man1/gosh.1
put "$source/gosh.bash" 644 share/bash-completion/completions/gosh
put "$source/_gosh" 644 share/zsh/site-functions/_gosh
put "$source/gosh.fish" 644 share/fish/vendor_completions.d/gosh.fish
