#!/usr/bin/env bash
# A MongoDB 8-compatible server (SecantusDB: MongoDB wire protocol over the real WiredTiger engine) for development and CI.
#   mongo.sh start|stop|kill|status|address [PORT] [DATA_DIR]
# Needs: python 3.10-3.13 with venv, bash. Env: CPMP_CACHE (default ~/.cache/cpmp), SECANTUS_VERSION, PYTHON,
#        MONGO_SYNC=1 (fsync each commit: acknowledged writes survive kill -9 whatever the write concern; slower).
# GPL-2.0 program, run as a separate process for tests only: never linked or shipped. Production: a real MongoDB.
set -euo pipefail

cmd=${1:?usage: mongo.sh start|stop|kill|status|address [PORT] [DATA_DIR]}
port=${2:-27117}
cache=${CPMP_CACHE:-$HOME/.cache/cpmp}
version=${SECANTUS_VERSION:-0.7.0b3}
data=${3:-$cache/run/mongo-$port}
venv=$cache/secantusdb-$version
pidfile=$data/server.pid
log=$data/server.log
uri="mongodb://127.0.0.1:$port/"

alive() { [[ -f $pidfile ]] && kill -0 "$(<"$pidfile")" 2>/dev/null; }
ready() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

install_server() {
  [[ -f $venv/.done ]] && return
  # Two first starts on one cache: the second waits, and finds it done.
  mkdir -p "$cache"
  exec 9>"$cache/.lock-mongo"
  flock 9
  [[ -f $venv/.done ]] && { exec 9>&-; return; }
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/pip" install -q --only-binary=:all: "SecantusDB==$version" >&2
  touch "$venv/.done"
  exec 9>&-
}

stop_with() {
  if alive; then
    local pid; pid=$(<"$pidfile"); kill "-$1" "$pid"
    for _ in {1..150}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
  fi
  rm -f "$pidfile"
}

case $cmd in
  start)
    if ! alive; then
      if ready; then echo "mongo: port $port is taken" >&2; exit 1; fi
      install_server; mkdir -p "$data/db"
      opts=(--host 127.0.0.1 --port "$port" --storage-path "$data/db" --cache-size 256M --log-level WARNING)
      [[ ${MONGO_SYNC:-0} == 1 ]] && opts+=(--sync-on-commit)
      nohup "$venv/bin/secantusd-py" "${opts[@]}" >"$log" 2>&1 </dev/null & echo $! >"$pidfile"
      for _ in {1..300}; do
        ready && break
        alive || { tail -n 20 "$log" >&2; rm -f "$pidfile"; exit 1; }
        sleep 0.1
      done
      ready || { echo "mongo: not ready in 30 s, see $log" >&2; exit 1; }
    fi
    echo "$uri" ;;
  stop) stop_with TERM ;;
  kill) stop_with KILL ;;   # a crash, for tests
  status) if alive; then echo "up $(<"$pidfile")"; else echo down; exit 1; fi ;;
  address) echo "$uri" ;;
  *) echo "mongo.sh: unknown command $cmd" >&2; exit 2 ;;
esac
