#!/usr/bin/env bash
# Redis 7.0 from Debian's packages, unpacked into the cache: no root, no system service, nothing on port 6379.
#   redis.sh start|stop|kill|status|address [PORT] [DATA_DIR]
# Needs: Debian 12 with apt-get and dpkg-deb, bash. Env: CPMP_CACHE (default ~/.cache/cpmp), REDIS_FSYNC (always|everysec|no).
# Measured on 2 busy cores: empty cache 3-4 s (1.4 MB of packages), restart 0.1-1 s.
set -euo pipefail

cmd=${1:?usage: redis.sh start|stop|kill|status|address [PORT] [DATA_DIR]}
port=${2:-16379}
cache=${CPMP_CACHE:-$HOME/.cache/cpmp}
data=${3:-$cache/run/redis-$port}
root=$cache/redis
lib=$root/usr/lib/$(uname -m)-linux-gnu
pidfile=$data/redis.pid

alive() { [[ -f $pidfile ]] && kill -0 "$(<"$pidfile")" 2>/dev/null; }
redis() { LD_LIBRARY_PATH=$lib "$root/usr/bin/$1" "${@:2}"; }
ready() { [[ $(redis redis-cli -h 127.0.0.1 -p "$port" ping 2>/dev/null) == PONG ]]; }

install_server() {
  [[ -f $root/.done ]] && return
  mkdir -p "$root"
  exec 9>"$root.lock"; flock 9   # two first starts on one cache
  [[ -f $root/.done ]] && { exec 9>&-; return; }
  local tmp; tmp=$(mktemp -d)
  local pkgs=(redis-server redis-tools libjemalloc2 liblzf1 libatomic1)
  (cd "$tmp" && { apt-get download -qq "${pkgs[@]}" || { apt-get update -q && apt-get download -qq "${pkgs[@]}"; }; }) >&2
  for deb in "$tmp"/*.deb; do dpkg-deb -x "$deb" "$root"; done
  rm -rf "$tmp"; touch "$root/.done"; exec 9>&-
}

stop_with() {
  if alive; then
    local pid; pid=$(<"$pidfile"); kill "-$1" "$pid"
    for _ in {1..100}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  fi
  rm -f "$pidfile"
}

case $cmd in
  start)
    if ! alive; then
      install_server; mkdir -p "$data"
      if ready; then echo "redis: port $port is taken" >&2; exit 1; fi
      LD_LIBRARY_PATH=$lib nohup "$root/usr/bin/redis-server" --bind 127.0.0.1 --port "$port" --dir "$data" \
        --appendonly yes --appendfsync "${REDIS_FSYNC:-everysec}" --save '' --daemonize no \
        >"$data/redis.log" 2>&1 </dev/null & echo $! >"$pidfile"
      for _ in {1..100}; do
        ready && break
        alive || { tail -n 20 "$data/redis.log" >&2; rm -f "$pidfile"; exit 1; }
        sleep 0.05
      done
      ready || { echo "redis: not ready in 5 s, see $data/redis.log" >&2; exit 1; }
    fi
    echo "redis://127.0.0.1:$port" ;;
  stop) stop_with TERM ;;
  kill) stop_with KILL ;;   # a crash, for tests
  status) if alive; then echo "up $(<"$pidfile")"; else echo down; exit 1; fi ;;
  address) echo "redis://127.0.0.1:$port" ;;
  *) echo "redis.sh: unknown command $cmd" >&2; exit 2 ;;
esac
