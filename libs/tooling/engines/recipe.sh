# shellcheck shell=bash disable=SC2154
# What every recipe does, sourced at its end with the recipe's own arguments. The recipe has set: name, cache, port, data, address, installed (the file
# that says so), wait_s. It has defined: install, configure (which fills `server`, the command) and ready. For tests: `kill` is a crash;
# `pause` stops it where it is until `resume`; after `fill` no file may be written until the next start, as on a full disk.
pidfile=$data/$name.pid
log=$data/$name.log

alive() { [[ -f $pidfile ]] && kill -0 "$(<"$pidfile")" 2>/dev/null; }
taken() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# Two first starts on one cache: the second waits, and finds it done.
install_once() {
  [[ -f $installed ]] && return
  mkdir -p "$cache"
  exec 9>"$cache/.lock-$name"
  flock 9
  [[ -f $installed ]] || { install; touch "$installed"; }
  exec 9>&-
}

start() {
  alive && return
  if taken; then echo "$name: port $port is taken" >&2; exit 1; fi
  install_once
  mkdir -p "$data"
  configure
  : >"$log" # an old log would look ready
  nohup "${server[@]}" >"$log" 2>&1 </dev/null &
  echo $! >"$pidfile"
  for ((tenths = 0; tenths < wait_s * 10; tenths++)); do
    ready && return
    alive || { tail -n 20 "$log" >&2; rm -f "$pidfile"; exit 1; }
    sleep 0.1
  done
  echo "$name: not ready in $wait_s s, see $log" >&2
  exit 1
}

stop_with() {
  if alive; then
    local pid
    pid=$(<"$pidfile")
    kill "-$1" "$pid"
    for _ in {1..150}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.2; done
  fi
  rm -f "$pidfile"
}

# A soft limit of the running process: needs no root and no disk of its own.
fill() { prlimit --pid "$(<"$pidfile")" --fsize=1:; }

case ${1:-} in
  start) start; echo "$address" ;;
  stop) stop_with TERM ;;
  kill) stop_with KILL ;;
  pause) kill -STOP "$(<"$pidfile")" ;;
  resume) kill -CONT "$(<"$pidfile")" ;;
  fill) fill ;;
  status) if alive; then echo "up $(<"$pidfile")"; else echo down; exit 1; fi ;;
  *) echo "usage: $name.sh start|stop|kill|pause|resume|fill|status [PORT] [DATA_DIR]" >&2; exit 2 ;;
esac
