#!/usr/bin/env bash
# The charts of production tried out on the one-node cluster, all of them, with the engines of k8s/dev and nothing else of it: installed, tested, a case
# played by a force's people through its identity provider, one of them upgraded and rolled back under load, a pod killed, the node drained, a backup
# made by its CronJob, uninstalled with nothing left. After `npm run images` and `cluster.sh up` and `load`:
#   production.sh [SERVICE]      the one that is upgraded, authorisation unless named, with two pods; each step is a line with its seconds, the last
#                                line says `N passed, N failed`
# The engines know no users and no TLS here. The identity provider speaks TLS, by an authority of its own (force.mjs).
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
service=${1:-authorisation}
engines=cpmp-engines namespace=cpmp
processes=(authorisation asset-registry resource-allocation risk-assessment notification console)
# Where the node is, to its pods and to itself (cluster.sh); the names of the force's own.
address=198.18.0.1 origin=https://covert.force.example
state=$(mktemp -d)
trap 'pkill -f "force.mjs $state" 2>/dev/null; rm -rf "$state"' EXIT
passed=0 failed=0

in_cluster() { "$here/cluster.sh" in "$@"; }
kc() { in_cluster kubectl "$@"; }
helm() { in_cluster helm "$@" 2> >(grep -v 'found symbolic link' >&2); }

step() { # what, command...
  local what=$1 began=$SECONDS
  shift
  if "$@" >"$state/said" 2>&1; then passed=$((passed + 1)); echo "$what: passed in $((SECONDS - began)) s $(tail -n 1 "$state/told" 2>/dev/null)"
  else failed=$((failed + 1)); echo "$what: FAILED in $((SECONDS - began)) s"; tail -n 15 "$state/said"; fi
  rm -f "$state/told"
}

digest() { node -p "JSON.parse(require('node:fs').readFileSync('$root/.images/images.json', 'utf8'))['$1'].digest"; }
pods_of() { [ "$1" = "$service" ] && echo 2 || echo 1; }
engines_of() {
  cat <<Y
  MONGODB_URI: mongodb://cpmp-mongo.$engines:27017/?directConnection=true
  KEYS_MONGODB_URI: mongodb://cpmp-mongo.$engines:27017/?directConnection=true
  KAFKA_BROKERS: cpmp-kafka.$engines:9092
  KAFKA_SASL_MECHANISM: ""
  SIGN_IN_JWKS_URL: https://$address:8443/jwks
Y
}
console_of() {
  cat <<Y
  CONSOLE_URL: $origin
  SIGN_IN_CLIENT_ID: console
  SIGN_IN_RESOURCE: $origin/api
Y
}
values_of() {
  cat <<Y
image: { digest: "$(digest "$1")", pullSecrets: [] }
replicas: { min: $(pods_of "$1"), max: $(pods_of "$1"), cpuPercent: 70 }
settings:
  REDIS_URL: redis://cpmp-redis.$engines:6379
  SIGN_IN_ISSUER: https://$address:8443
  SIGN_IN_AUDIENCE: cpmp
$([ "$1" = console ] && console_of || engines_of)
secrets: { cpmp-redis: null$([ "$1" = console ] || echo ", cpmp-$1-mongodb: null, cpmp-$1-kafka: null") }
secretFiles: { cpmp-authorities: { ca.crt: [NODE_EXTRA_CA_CERTS] } }
$([ "$1" = console ] || echo "backup: { claim: backups, everyMinutes: 15 }")
Y
}
values() {
  local one
  for one in "${processes[@]}"; do values_of "$one" >"$state/$one.yaml"; done
  cat >"$state/platform.yaml" <<Y
image: { digest: "$(digest authorisation)", repository: cpmp/authorisation, pullSecrets: [] }
topics: { partitions: 3, replicas: 1, inSync: 1, acls: false }
settings: { KAFKA_BROKERS: "cpmp-kafka.$engines:9092", KAFKA_SASL_MECHANISM: "" }
secrets: { cpmp-topics-kafka: null }
secretFiles: { cpmp-authorities: null }
Y
}
certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=force -addext "subjectAltName=IP:$address" -keyout "$state/tls.key" -out "$state/tls.crt"
}
secret() { kc -n $namespace create secret generic "$@"; }
secrets() {
  local one
  certificate && secret cpmp-authorities --from-file=ca.crt="$state/tls.crt" && secret cpmp-operation --from-literal=key="$(openssl rand -base64 32)" &&
    # The client's secret is the one that force.mjs gave the console.
    secret cpmp-console --from-literal=secret="$(openssl rand -base64 32)" --from-literal=client-secret='a-secret+of/the:client%' || return 1
  for one in "${processes[@]}"; do
    [ "$one" = console ] && continue
    openssl genpkey -algorithm ed25519 -out "$state/signing.pem" && secret "cpmp-$one-keys" --from-literal=master="$(openssl rand -base64 32)" && secret "cpmp-$one-checkpoints" --from-file=signing.pem="$state/signing.pem" || return 1
  done
}
# A disk of the node for each claim, since nothing here makes one when it is asked.
disks() {
  local one
  for one in "${processes[@]}"; do
    [ "$one" = console ] && continue
    mkdir -p "$state/backups/$one" && chmod 777 "$state/backups/$one" && kc apply -f - <<Y || return 1
apiVersion: v1
kind: PersistentVolume
metadata: { name: "backups-$one" }
spec: { capacity: { storage: 1Gi }, accessModes: [ReadWriteOnce], hostPath: { path: "$state/backups/$one" }, claimRef: { namespace: $namespace, name: "backups-$one" } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: "backups-$one", namespace: $namespace }
spec: { storageClassName: "", accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
Y
  done
  chmod 755 "$state" "$state/backups"
}
namespaces() {
  local one
  for one in $engines $namespace; do kc create namespace "$one" && kc label namespace "$one" pod-security.kubernetes.io/enforce=restricted || return 1; done
}
install() { # chart, more...
  local one=$1
  shift
  helm upgrade --install "$one" "$root/charts/$one" -n $namespace -f "$root/k8s/prod/values.yaml" $([ "$one" = console ] || echo -f "$root/k8s/prod/processes.yaml") -f "$state/$one.yaml" --wait --timeout 15m "$@"
}
provider() {
  in_cluster env NODE_EXTRA_CA_CERTS="$state/tls.crt" "$root/node_modules/.bin/node" "$here/force.mjs" "$state" $address >"$state/force.log" 2>&1 &
  for _ in $(seq 240); do grep -qx ready "$state/force.log" && return; sleep 0.25; done
  cat "$state/force.log"
  return 1
}
address_of() { echo "http://$(kc -n $namespace get service "cpmp-$1" -o jsonpath='{.spec.clusterIP}'):8080"; }
story() {
  local one addresses='{'
  for one in "${processes[@]}"; do addresses+="\"$one\":\"$(address_of "$one")\","; done
  in_cluster curl -sS --fail-with-body -d "${addresses%,}}" http://127.0.0.1:8480/story | tee "$state/story" && tr '\n' ';' <"$state/story" >"$state/told"
  return "${PIPESTATUS[0]}"
}

# Runs a command while requests come, and fails when one of them did.
under_load() {
  local load ended
  in_cluster "$root/node_modules/.bin/node" "$here/load.mjs" "$(address_of "$service")/api/$service/v1/openapi.json" 4 >"$state/told" 2>&1 &
  load=$!
  sleep 5
  "$@"
  ended=$?
  sleep 5
  kill "$(pgrep -P "$load" -f load.mjs || echo "$load")"
  wait "$load" && [ $ended -eq 0 ] && return
  kc -n $namespace get events --sort-by=.lastTimestamp | tail -n 14
  cat "$state/told"
  return 1
}

tests() {
  local one
  for one in "${processes[@]}"; do helm test "$one" -n $namespace --timeout 5m || return 1; done
}
back_up() {
  kc -n $namespace create job "backup-by-hand" --from="cronjob/cpmp-$service-backup" && kc -n $namespace wait --for=condition=complete job/backup-by-hand --timeout=5m || { kc -n $namespace logs job/backup-by-hand; return 1; }
  kc -n $namespace logs job/backup-by-hand | tail -n 1 >"$state/told"
  (cd "$root" && node libs/tooling/bin/run.mjs libs/ledger/dist/verify.command.js "$state/backups/$service")
}
kill_a_pod() {
  kc -n $namespace delete pod --grace-period=0 --force "$(kc -n $namespace get pods -l app.kubernetes.io/name="$service" -o name | head -1 | cut -d/ -f2)" &&
    kc -n $namespace rollout status "deployment/cpmp-$service" --timeout=10m
}
drain() {
  # On one node an evicted pod has nowhere to go, so the budget holds the second back until the first is ready elsewhere: one goes, and comes back.
  kc drain cpmp-node --pod-selector="app.kubernetes.io/name=$service" --ignore-daemonsets --delete-emptydir-data --force --timeout=30s
  kc uncordon cpmp-node && kc -n $namespace rollout status "deployment/cpmp-$service" --timeout=10m
}
uninstall() {
  kc -n $namespace delete job backup-by-hand --ignore-not-found
  helm uninstall "${processes[@]}" platform -n $namespace --wait --timeout 5m || return 1
  # Helm waits for its own objects; pods end as they were told to.
  kc -n $namespace wait --for=delete pod --all --timeout=3m || return 1
  local left
  left=$(kc -n $namespace get all,configmap,serviceaccount,networkpolicy,poddisruptionbudget,resourcequota,cronjob -o name | grep -v 'kube-root-ca.crt\|serviceaccount/default')
  [ -z "$left" ] || { echo "left: $left"; return 1; }
}

values
step "two namespaces at the level restricted" namespaces
step "secrets" secrets
step "claims for backups" disks
step "the force's identity provider" provider
step "engines, by k8s/dev/chart" helm upgrade --install engines "$root/k8s/dev/chart" -n $engines --set processes=false --wait --timeout 10m
step "platform: the topics" helm upgrade --install platform "$root/charts/platform" -n $namespace -f "$state/platform.yaml" --wait --timeout 10m
for one in "${processes[@]}"; do step "$one, by digest, pods: $(pods_of "$one")" install "$one"; done
step "helm test of each" tests
step "a case by the force's people" story
step "upgrade under load" under_load install "$service" --set settings.LOG_LEVEL=warn
step "roll back under load" under_load helm rollback "$service" -n $namespace --wait --timeout 10m
step "a pod killed at once" kill_a_pod
step "the node drained, and back" drain
[ "$service" = console ] || step "a backup by its CronJob, verified" back_up
step "helm test again" tests
step "nothing is left" uninstall
kc delete namespace $engines $namespace --wait=false >/dev/null
kc delete persistentvolume --all --wait=false >/dev/null
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
