#!/usr/bin/env bash
# The base of the images where no registry is in reach: Node and what it needs of Debian 12, without a shell and without a package manager.
#   node-runtime.sh NAME NODE BUILDAH...    builds NAME with that node binary, by that buildah command
# Needs apt-get and dpkg-deb. The lists of packages stay in /var/lib/dpkg/status.d, where scanners look for them.
set -euo pipefail
name=$1 node=$2
shift 2
packages='base-files netbase libc6 libgcc-s1 gcc-12-base libstdc++6'
debs=${CPMP_CACHE:-$HOME/.cache/cpmp}/images/debs
mkdir -p "$debs"
# One set of packages for every build on this machine: the same base twice.
# shellcheck disable=SC2086 # several packages
[ -f "$debs/.done" ] || (cd "$debs" && { apt-get download -qq $packages || { apt-get update -q && apt-get download -qq $packages; }; } && touch .done) >&2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/{var/lib/dpkg/status.d,tmp,app,etc,home/nonroot,usr/local/bin}
for deb in "$debs"/*.deb; do
  dpkg-deb -x "$deb" "$root"
  dpkg-deb -f "$deb" >"$root/var/lib/dpkg/status.d/$(dpkg-deb -f "$deb" Package)"
done
# The bill of materials of each image is made before its base is mounted anywhere.
rm -rf "$debs/status.d" && cp -r "$root/var/lib/dpkg/status.d" "$debs/status.d"
rm -rf "$root"/usr/share/{doc,man,lintian,gdb,gcc,bash-completion} "$root"/usr/lib/x86_64-linux-gnu/gconv "$root"/usr/bin "$root"/usr/sbin
install -m 755 "$node" "$root/usr/local/bin/node"
printf 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\nnonroot:x:65532:\n' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
chmod 1777 "$root/tmp"
printf 'FROM scratch\nCOPY root /\nENV PATH=/usr/local/bin\n' >"$work/Dockerfile"
"$@" bud --quiet --timestamp 0 --isolation chroot --tag "$name" "$work" >/dev/null
