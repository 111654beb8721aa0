#!/bin/sh
# Installs what the tests need beside Go: packages that Debian and Ubuntu have, and npm packages pinned in test/node.
set -eu
cd "$(dirname "$0")/.."

packages=
want() { # FILE-OR-COMMAND PACKAGE
	case $1 in
	*/*) set -- "$2" $1; package=$1; shift; [ -e "$1" ] || packages="$packages $package" ;;
	*) command -v "$1" >/dev/null 2>&1 || packages="$packages $2" ;;
	esac
}
want git git
want ssh-keygen openssh-client
want /usr/sbin/sshd openssh-server
want curl curl
want jq jq
want nvim neovim
want pre-commit pre-commit
want chromium chromium
want pandoc pandoc
want "/usr/lib/postgresql/*/bin/initdb" postgresql
want podman podman
want runc runc
want busybox busybox-static
want kubectl kubernetes-client
want node nodejs
want npm npm

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

for dir in test/node editors/vscode; do
	stamp=$dir/node_modules/.installed
	if ! cmp -s $dir/package-lock.json "$stamp" 2>/dev/null; then
		echo "installing the npm packages of $dir"
		(cd $dir && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
		cp $dir/package-lock.json "$stamp"
	fi
done

# What kubectl is tried against: a module of its own, so that Kubernetes is none of Touchstone's dependencies.
if ! "${GO:-go}" build -C test/kube -o ../../build/kube .; then
	echo "test/kube cannot be built here: the tests of kubectl are left out" >&2
	rm -f build/kube
fi
