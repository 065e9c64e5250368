#!/usr/bin/env bash
# A MongoDB 8-compatible server (SecantusDB: MongoDB wire protocol over the real WiredTiger engine) for development and CI.
#   mongo.sh start|stop|kill|pause|resume|fill|status [PORT] [DATA_DIR]
# Needs: python 3.10-3.13 with venv, bash. Env: CPMP_CACHE (default ~/.cache/cpmp), SECANTUS_VERSION, PYTHON,
#        MONGO_SYNC=1 (fsync each commit: acknowledged writes survive kill -9 whatever the write concern; slower).
# GPL-2.0 program, run as a separate process for tests only: never linked or shipped. Production: a real MongoDB.
set -euo pipefail

name=mongo
port=${2:-27117}
cache=${CPMP_CACHE:-$HOME/.cache/cpmp}
version=${SECANTUS_VERSION:-0.7.0b3}
data=${3:-$cache/run/mongo-$port}
address=mongodb://127.0.0.1:$port/
venv=$cache/secantusdb-$version
installed=$venv/.done
wait_s=30
here=$(dirname "$0")

install() {
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/pip" install -q --only-binary=:all: -c "$here/mongo-constraints.txt" "SecantusDB==$version" >&2
}

configure() {
  mkdir -p "$data/db"
  server=("$venv/bin/secantusd-py" --host 127.0.0.1 --port "$port" --storage-path "$data/db" --cache-size 256M --log-level WARNING)
  if [[ ${MONGO_SYNC:-0} == 1 ]]; then server+=(--sync-on-commit); fi
}

ready() { taken; }

. "$here/recipe.sh"
