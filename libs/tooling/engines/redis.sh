#!/usr/bin/env bash
# Redis 7.0 from Debian's packages, unpacked into the cache: no root, no system service, nothing on port 6379.
#   redis.sh start|stop|kill|pause|resume|fill|status [PORT] [DATA_DIR]
# Needs: Debian 12 with apt-get and dpkg-deb, bash. Env: CPMP_CACHE (default ~/.cache/cpmp), REDIS_FSYNC (always|everysec|no).
set -euo pipefail

name=redis
port=${2:-16379}
cache=${CPMP_CACHE:-$HOME/.cache/cpmp}
data=${3:-$cache/run/redis-$port}
address=redis://127.0.0.1:$port
root=$cache/redis
installed=$root/.done
wait_s=10
export LD_LIBRARY_PATH=$root/usr/lib/$(uname -m)-linux-gnu

install() {
  local tmp pkgs=(redis-server redis-tools libjemalloc2 liblzf1 libatomic1)
  tmp=$(mktemp -d)
  mkdir -p "$root"
  (unset LD_LIBRARY_PATH; cd "$tmp" && { apt-get download -qq "${pkgs[@]}" || { apt-get update -q && apt-get download -qq "${pkgs[@]}"; }; }) >&2
  for deb in "$tmp"/*.deb; do dpkg-deb -x "$deb" "$root"; done
  rm -rf "$tmp"
}

configure() {
  server=("$root/usr/bin/redis-server" --bind 127.0.0.1 --port "$port" --dir "$data" --appendonly yes --appendfsync "${REDIS_FSYNC:-everysec}" --save '' --daemonize no)
}

ready() { [[ $("$root/usr/bin/redis-cli" -h 127.0.0.1 -p "$port" ping 2>/dev/null) == PONG ]]; }

. "$(dirname "$0")/recipe.sh"
