#!/usr/bin/env bash
# One image with the three engines of a cluster for development, from what libs/tooling/engines installed on this machine: no registry has it.
#   engines.sh NAME BASE BUILDAH...    builds NAME on BASE, by that buildah command
# Needs a JDK with jlink, Python 3 and ldd. Never shipped: the stand-in for MongoDB is under the GPL, and production has real engines.
set -euo pipefail
name=$1 base=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
cache=${CPMP_CACHE:-$HOME/.cache/cpmp}
recipes=$here/../../libs/tooling/engines
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"/opt/{kafka,lib} "$root/usr/local/bin"

# A recipe installs at its first start.
for engine in kafka mongo redis; do
  compgen -G "$cache/$(case $engine in mongo) echo secantusdb ;; *) echo $engine ;; esac)*/.done" >/dev/null && continue
  "$recipes/$engine.sh" start $((29000 + RANDOM % 1000)) "$work/$engine" >/dev/null
  "$recipes/$engine.sh" stop 0 "$work/$engine"
done

cp "$cache"/kafka-*/*.jar "$root/opt/kafka/"
jlink --add-modules java.base,java.desktop,java.logging,java.management,java.naming,java.security.jgss,java.security.sasl,java.xml,java.sql,jdk.unsupported,jdk.management,jdk.crypto.ec,jdk.zipfs \
  --strip-debug --no-header-files --no-man-pages --output "$root/opt/java"
ln -s /opt/java/bin/java "$root/usr/local/bin/java"

venv=$(compgen -G "$cache/secantusdb-*" | head -1)
python=$("$venv/bin/python3" -c 'import sys; print(sys.base_prefix, f"python{sys.version_info[0]}.{sys.version_info[1]}")')
read -r prefix version <<<"$python"
mkdir -p "$root/opt/python/bin" "$root/opt/python/lib/$version/site-packages"
cp "$prefix/bin/$version" "$root/opt/python/bin/"
tar -C "$prefix/lib/$version" --exclude=./site-packages --exclude=./test --exclude=__pycache__ --exclude=./idlelib --exclude=./ensurepip --exclude='./config-*' -c . | tar -C "$root/opt/python/lib/$version" -x
tar -C "$venv/lib/$version/site-packages" --exclude=__pycache__ --exclude=./pip --exclude=./setuptools -c . | tar -C "$root/opt/python/lib/$version/site-packages" -x
ln -s "/opt/python/bin/$version" "$root/usr/local/bin/python3"

cp "$cache/redis/usr/bin/redis-server" "$root/usr/local/bin/"

# What all of them link to and the base lacks.
export LD_LIBRARY_PATH=$cache/redis/usr/lib/x86_64-linux-gnu
# (ldd fails for what is no program.)
{ find "$root" -type f \( -perm -u+x -o -name '*.so*' \) -exec ldd {} + 2>/dev/null || true; } | sed -nE 's/.*=> (\/(usr|lib|root)[^ ]*).*/\1/p' | sort -u | while read -r library; do
  case $(basename "$library") in libc.so.* | libm.so.* | libdl.so.* | libpthread.so.* | librt.so.* | libutil.so.* | libstdc++* | libgcc_s*) ;; *) cp -L "$library" "$root/opt/lib/" ;; esac
done
cat >"$work/Dockerfile" <<'D'
ARG BASE
FROM ${BASE}
COPY root /
ENV PATH=/usr/local/bin LD_LIBRARY_PATH=/opt/lib PYTHONDONTWRITEBYTECODE=1
USER 65532:65532
WORKDIR /tmp
D
"$@" bud --quiet --timestamp 0 --isolation chroot --pull-never --build-arg "BASE=$base" --tag "$name" "$work" >/dev/null
