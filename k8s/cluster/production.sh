#!/usr/bin/env bash
# One chart of production tried out on the one-node cluster, with the engines of k8s/dev and nothing else of it: installed, tested, upgraded and rolled
# back under load, a pod killed, the node drained, uninstalled with nothing left. After `npm run images` and `cluster.sh up` and `load`:
#   production.sh SERVICE        e.g. authorisation; each step is a line with its seconds, the last line says `N passed, N failed`
# The engines know no users and no TLS here, and no identity provider is asked: requests are such as need no sign-in.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
service=$1
engines=cpmp-engines namespace=cpmp
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
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

digest() { node -p "JSON.parse(require('node:fs').readFileSync('$root/.images/images.json', 'utf8'))['$service'].digest"; }
values() {
  cat >"$state/values.yaml" <<Y
image: { digest: "$(digest)", pullSecrets: [] }
replicas: { min: 2, max: 2, cpuPercent: 70 }
settings:
  MONGODB_URI: mongodb://cpmp-mongo.$engines:27017/?directConnection=true
  KEYS_MONGODB_URI: mongodb://cpmp-mongo.$engines:27017/?directConnection=true
  KAFKA_BROKERS: cpmp-kafka.$engines:9092
  KAFKA_SASL_MECHANISM: ""
  REDIS_URL: redis://cpmp-redis.$engines:6379
secrets: { cpmp-$service-mongodb: null, cpmp-$service-kafka: null, cpmp-redis: null }
secretFiles: { cpmp-authorities: null }
Y
  cat >"$state/platform.yaml" <<Y
image: { digest: "$(digest)", repository: cpmp/$service, pullSecrets: [] }
topics: { partitions: 3, replicas: 1, inSync: 1, acls: false }
settings: { KAFKA_BROKERS: "cpmp-kafka.$engines:9092", KAFKA_SASL_MECHANISM: "" }
secrets: { cpmp-topics-kafka: null }
secretFiles: { cpmp-authorities: null }
Y
}
secrets() {
  local key
  key=$(openssl rand -base64 32)
  openssl genpkey -algorithm ed25519 -out "$state/signing.pem" &&
    kc -n $namespace create secret generic "cpmp-$service-keys" --from-literal=master="$key" &&
    kc -n $namespace create secret generic cpmp-operation --from-literal=key="$(openssl rand -base64 32)" &&
    kc -n $namespace create secret generic "cpmp-$service-checkpoints" --from-file=signing.pem="$state/signing.pem"
}
namespaces() {
  local one
  for one in $engines $namespace; do kc create namespace "$one" && kc label namespace "$one" pod-security.kubernetes.io/enforce=restricted || return 1; done
}
install() { helm upgrade --install "$service" "$root/charts/$service" -n $namespace -f "$root/k8s/prod/values.yaml" -f "$state/values.yaml" --wait --timeout 10m "$@"; }
address() { echo "http://$(kc -n $namespace get service "cpmp-$service" -o jsonpath='{.spec.clusterIP}'):8080/api/$service/v1/openapi.json"; }

# Runs a command while requests come, and fails when one of them did.
under_load() {
  local load ended
  in_cluster "$root/node_modules/.bin/node" "$here/load.mjs" "$(address)" 4 >"$state/told" 2>&1 &
  load=$!
  sleep 5
  "$@"
  ended=$?
  sleep 5
  kill "$(pgrep -P "$load" -f load.mjs || echo "$load")"
  wait "$load" && [ $ended -eq 0 ] && return
  cat "$state/told"
  return 1
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
  helm uninstall "$service" platform -n $namespace --wait --timeout 5m || return 1
  # Helm waits for its own objects; pods end as they were told to.
  kc -n $namespace wait --for=delete pod --all --timeout=3m || return 1
  local left
  left=$(kc -n $namespace get all,configmap,serviceaccount,networkpolicy,poddisruptionbudget,resourcequota -o name | grep -v 'kube-root-ca.crt\|serviceaccount/default')
  [ -z "$left" ] || { echo "left: $left"; return 1; }
}

values
step "two namespaces at the level restricted" namespaces
step "secrets" secrets
step "engines, by k8s/dev/chart" helm upgrade --install engines "$root/k8s/dev/chart" -n $engines --set processes=false --wait --timeout 10m
step "platform: the topics" helm upgrade --install platform "$root/charts/platform" -n $namespace -f "$state/platform.yaml" --wait --timeout 10m
step "$service, two replicas, by digest" install
step "helm test" helm test "$service" -n $namespace --timeout 5m
step "upgrade under load" under_load install --set settings.LOG_LEVEL=warn
step "roll back under load" under_load helm rollback "$service" -n $namespace --wait --timeout 10m
step "a pod killed at once" kill_a_pod
step "the node drained, and back" drain
step "helm test again" helm test "$service" -n $namespace --timeout 5m
step "nothing is left" uninstall
kc delete namespace $engines $namespace --wait=false >/dev/null
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
