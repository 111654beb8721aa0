#!/bin/sh
# Says which command installs what is missing to build Touchstone.
missing=
need() { command -v "$1" >/dev/null 2>&1 || { echo "missing: $1 ($2). Install it with: $3" >&2; missing=yes; }; }
need git "version control" "sudo apt-get install git"
need cc "a C compiler" "sudo apt-get install gcc"
need c++ "a C++ compiler" "sudo apt-get install g++"
need "${GO:-go}" "Go 1.26 or newer" "https://go.dev/doc/install, or: sudo apt-get install golang"
[ -z "$missing" ]
