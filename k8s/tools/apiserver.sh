#!/usr/bin/env bash
# A real Kubernetes API server on 127.0.0.1 with the default admission (Pod Security among it): nothing runs what it takes, so it answers `--dry-run=server`.
#   apiserver.sh start|stop FOLDER [PORT]      start prints the path of a kubeconfig
# Needs etcd on PATH (Debian: etcd-server), kubectl and openssl; the server is built by tools.sh kube, 7 minutes or more the first time.
set -euo pipefail
state=$2 port=${3:-16443}
etcd_port=$((port + 1))
bin=${CPMP_CACHE:-$HOME/.cache/cpmp}/tools/bin

run() {
  local name=$1
  shift
  nohup "$@" >"$state/$name.log" 2>&1 </dev/null &
  echo $! >"$state/$name.pid"
}
kc() { kubectl --kubeconfig "$state/kubeconfig" "$@"; }

start() {
  mkdir -p "$state"
  chmod 700 "$state"
  openssl genrsa -out "$state/sa.key" 2048 2>/dev/null
  local token
  token=$(openssl rand -hex 24)
  (umask 077; echo "$token,admin,admin,\"system:masters\"" >"$state/tokens.csv")
  (umask 077; cat >"$state/kubeconfig" <<Y
apiVersion: v1
kind: Config
clusters: [{ name: check, cluster: { server: "https://127.0.0.1:$port", certificate-authority: "$state/pki/apiserver.crt" } }]
users: [{ name: admin, user: { token: "$token" } }]
contexts: [{ name: check, context: { cluster: check, user: admin } }]
current-context: check
Y
  )
  run etcd etcd --data-dir "$state/etcd" --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
    --listen-peer-urls "http://127.0.0.1:$((etcd_port + 1))" --initial-advertise-peer-urls "http://127.0.0.1:$((etcd_port + 1))" \
    --initial-cluster "default=http://127.0.0.1:$((etcd_port + 1))" --unsafe-no-fsync
  run kube-apiserver "$bin/kube" kube-apiserver --etcd-servers "http://127.0.0.1:$etcd_port" --bind-address 127.0.0.1 --advertise-address 127.0.0.1 \
    --endpoint-reconciler-type none --secure-port "$port" --cert-dir "$state/pki" --service-cluster-ip-range 10.96.0.0/16 --authorization-mode Node,RBAC \
    --token-auth-file "$state/tokens.csv" --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$state/sa.key" \
    --service-account-signing-key-file "$state/sa.key" --disable-admission-plugins ServiceAccount --anonymous-auth=false --profiling=false
  for _ in $(seq 480); do
    kc get --raw /readyz >/dev/null 2>&1 && { echo "$state/kubeconfig"; return; }
    kill -0 "$(cat "$state/kube-apiserver.pid")" 2>/dev/null || break
    sleep 0.25
  done
  tail -n 20 "$state"/*.log >&2
  stop
  exit 1
}

stop() {
  local name pid
  for name in kube-apiserver etcd; do
    [ -f "$state/$name.pid" ] || continue
    pid=$(cat "$state/$name.pid")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 60); do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
    kill -9 "$pid" 2>/dev/null || true
    rm -f "$state/$name.pid"
  done
}

case ${1:-} in
  start | stop) "$1" ;;
  *) sed -n 2,4p "$0" >&2; exit 2 ;;
esac
