#!/bin/sh
# Installs what the tests need beside Go: packages that Debian and Ubuntu have, and npm packages pinned in test/node.
set -eu
packages=
want() { command -v "$1" >/dev/null 2>&1 || packages="$packages $2"; }
want ssh-keygen openssh-client

if [ -n "$packages" ]; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
		echo "installing for the tests:$packages"
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
	else
		echo "the tests need packages that are not here. Install them with: sudo apt-get install$packages" >&2
		exit 1
	fi
fi
