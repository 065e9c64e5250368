#!/usr/bin/env bash
# A real one-node Kubernetes in a network namespace of its own with no route out: what runs here runs behind an air gap. Kubelet, containers and
# services are real; NetworkPolicies are taken and not enforced, since its bridge has no engine for them. As root, on Debian 12:
#   cluster.sh deps            installs containerd, runc, buildah, etcd, CNI plugins and iptables
#   cluster.sh up | down       starts it, warm in half a minute; stops it and leaves nothing behind but the tools
#   cluster.sh load LAYOUT     takes the images of an OCI layout (npm run images), by tag and by digest
#   cluster.sh in COMMAND...   runs a command inside, with KUBECONFIG set, e.g. in helm list -A
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=${CPMP_CACHE:-$HOME/.cache/cpmp}/tools/bin
state=${CPMP_CLUSTER:-/var/lib/cpmp-cluster} ns=cpmp-k8s node=cpmp-node
node24=$here/../../node_modules/.bin/node
# 198.18.0.0/15 is kept for tests of networks.
ip=198.18.0.1 pods=198.18.1.0/24 services=198.18.2.0/24 dns=198.18.2.10
api=https://$ip:6443
sock=/run/cpmp-containerd/containerd.sock

# Not `ip netns exec`: that hides /sys/fs/cgroup.
inside() { nsenter --net="/run/netns/$ns" "$@"; }
kc() { inside kubectl --kubeconfig "$state/admin.kubeconfig" "$@"; }
images() { ctr -a "$sock" -n k8s.io images "$@"; }
run() {
  local name=$1
  shift
  nohup nsenter --net="/run/netns/$ns" "$@" >"$state/log/$name.log" 2>&1 </dev/null &
  echo $! >"$state/$name.pid"
}
wait_for() { # what, quarters of a second, command...
  local what=$1 n=$2
  shift 2
  for _ in $(seq "$n"); do "$@" >/dev/null 2>&1 && return; sleep 0.25; done
  echo "cluster.sh: $what did not come up; see $state/log" >&2
  exit 1
}

deps() {
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends containerd runc buildah etcd-server containernetworking-plugins iptables conntrack ipset iproute2 >/dev/null
}

net() {
  ip netns add "$ns" 2>/dev/null || true
  inside ip link set lo up
  # This kernel may have no dummy interface: a bridge without ports carries the node's address.
  inside ip link add node0 type bridge 2>/dev/null || true
  inside ip addr replace "$ip/32" dev node0
  inside ip addr replace "$dns/32" dev node0
  inside ip link set node0 up
  inside ip route replace default dev node0 # kubelet looks for one; it leads nowhere
  inside sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1 2>/dev/null || true
}

kubeconfig() { # user token
  (umask 077; cat >"$state/$1.kubeconfig" <<Y
apiVersion: v1
kind: Config
clusters: [{ name: cpmp, cluster: { server: "$api", certificate-authority: "$state/pki/apiserver.crt" } }]
users: [{ name: $1, user: { token: "$2" } }]
contexts: [{ name: cpmp, context: { cluster: cpmp, user: $1 } }]
current-context: cpmp
Y
  )
}

# Who may speak to the API server by a token, and the certificate by which it speaks to the kubelet.
identities() {
  openssl genrsa -out "$state/pki/sa.key" 2048 2>/dev/null
  : >"$state/tokens.csv"
  chmod 600 "$state/tokens.csv"
  local name user group token
  while IFS='|' read -r name user group; do
    token=$(openssl rand -hex 24)
    echo "$token,$user,$name,\"$group\"" >>"$state/tokens.csv"
    kubeconfig "$name" "$token"
    [ "$name" = admin ] && (umask 077; echo "$token" >"$state/admin.token")
  done <<L
admin|admin|system:masters
kcm|system:kube-controller-manager|
sched|system:kube-scheduler|
proxy|system:kube-proxy|
kubelet|system:node:$node|system:nodes
L
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=cpmp-client-ca -keyout "$state/pki/client-ca.key" -out "$state/pki/client-ca.crt" 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -subj /O=system:masters/CN=kube-apiserver -keyout "$state/pki/kubelet-client.key" -out "$state/pki/k.csr" 2>/dev/null
  openssl x509 -req -in "$state/pki/k.csr" -CA "$state/pki/client-ca.crt" -CAkey "$state/pki/client-ca.key" -CAcreateserial -days 30 -out "$state/pki/kubelet-client.crt" 2>/dev/null
}

control_plane() {
  run etcd etcd --data-dir "$state/etcd" --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 --initial-cluster default=http://127.0.0.1:2380 --unsafe-no-fsync
  run kube-apiserver "$bin/kube" kube-apiserver --etcd-servers http://127.0.0.1:2379 --bind-address $ip --advertise-address $ip --secure-port 6443 \
    --cert-dir "$state/pki" --service-cluster-ip-range $services --authorization-mode Node,RBAC --token-auth-file "$state/tokens.csv" \
    --client-ca-file "$state/pki/client-ca.crt" --kubelet-client-certificate "$state/pki/kubelet-client.crt" --kubelet-client-key "$state/pki/kubelet-client.key" \
    --kubelet-preferred-address-types InternalIP --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$state/pki/sa.key" \
    --service-account-signing-key-file "$state/pki/sa.key" --enable-admission-plugins NodeRestriction --anonymous-auth=false --profiling=false
  wait_for kube-apiserver 480 kc get --raw /readyz
  run kube-controller-manager "$bin/kube" kube-controller-manager --kubeconfig "$state/kcm.kubeconfig" --bind-address 127.0.0.1 --cert-dir "$state/pki/kcm" \
    --leader-elect=false --use-service-account-credentials --service-account-private-key-file "$state/pki/sa.key" --root-ca-file "$state/pki/apiserver.crt" \
    --cluster-cidr $pods --allocate-node-cidrs --node-cidr-mask-size 24
  run kube-scheduler "$bin/kube" kube-scheduler --kubeconfig "$state/sched.kubeconfig" --bind-address 127.0.0.1 --cert-dir "$state/pki/sched" --leader-elect=false
  run names "$node24" "$here/names.mjs" $dns $api "$state/admin.token" "$state/pki/apiserver.crt"
}

containers() {
  cat >"$state/cni/10-bridge.conflist" <<J
{"cniVersion":"0.4.0","name":"cpmp","plugins":[
 {"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":false,"hairpinMode":true,"ipam":{"type":"host-local","ranges":[[{"subnet":"$pods"}]],"routes":[{"dst":"0.0.0.0/0"}],"dataDir":"$state/cni-ipam"}},
 {"type":"portmap","capabilities":{"portMappings":true}}]}
J
  cat >"$state/containerd.toml" <<T
version = 2
root = "$state/containerd/root"
state = "/run/cpmp-containerd"
[grpc]
  address = "$sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "cpmp.local/pause:1"
  stream_server_address = "127.0.0.1"
  disable_apparmor = true
  restrict_oom_score_adj = true         # this machine's root may lack CAP_SYS_RESOURCE
  netns_mounts_under_state_dir = true   # else cni-* namespaces are left behind
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$state/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
T
  run containerd containerd --config "$state/containerd.toml"
  wait_for containerd 120 test -S "$sock"
  wait_for containerd 40 timeout 5 ctr -a "$sock" version
  images import "$state/pause.tar" >/dev/null
}

pause_image() {
  [ -f "$state/pause.tar" ] && return
  local work
  work=$(mktemp -d)
  gcc -Os -static -s -o "$work/pause" "$here/pause.c"
  printf 'FROM scratch\nCOPY pause /pause\nUSER 65535:65535\nENTRYPOINT ["/pause"]\n' >"$work/Dockerfile"
  local store=(--root "$work/store" --runroot "$work/run" --storage-driver vfs)
  buildah "${store[@]}" bud --quiet --isolation chroot --tag cpmp.local/pause:1 "$work" >/dev/null
  buildah "${store[@]}" push --quiet cpmp.local/pause:1 "docker-archive:$state/pause.tar:cpmp.local/pause:1"
  rm -rf "$work"
}

kubelet() {
  printf 'nameserver 127.0.0.1\n' >"$state/resolv.conf"
  cat >"$state/kubelet.yaml" <<Y
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $ip
failCgroupV1: false
failSwapOn: false
cgroupDriver: cgroupfs
cgroupRoot: /
containerRuntimeEndpoint: unix://$sock
clusterDNS: [$dns]
clusterDomain: cluster.local
resolvConf: $state/resolv.conf
seccompDefault: true
readOnlyPort: 0
authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: $state/pki/client-ca.crt } }
authorization: { mode: Webhook }
imageGCHighThresholdPercent: 100
evictionHard: { memory.available: 200Mi, nodefs.available: 1% }
podLogsDir: $state/pod-logs
volumePluginDir: $state/kubelet/plugins
healthzBindAddress: 127.0.0.1
Y
  run kubelet "$bin/kube" kubelet --config "$state/kubelet.yaml" --kubeconfig "$state/kubelet.kubeconfig" --root-dir "$state/kubelet" \
    --cert-dir "$state/pki/kubelet" --hostname-override $node --node-ip $ip
  run kube-proxy "$bin/kube" kube-proxy --kubeconfig "$state/proxy.kubeconfig" --cluster-cidr $pods --hostname-override $node --proxy-mode iptables \
    --conntrack-max-per-core 0 --conntrack-tcp-timeout-established 0 --conntrack-tcp-timeout-close-wait 0 --healthz-bind-address 127.0.0.1:10256 --metrics-bind-address 127.0.0.1:10249
  wait_for "the node" 480 kc wait --for=condition=Ready "node/$node" --timeout=1s
}

up() {
  mkdir -p "$state"/{log,pki,cni,kubelet,containerd}
  chmod 700 "$state"
  "$here/../tools/tools.sh" kube helm >/dev/null
  pause_image
  net
  identities
  control_plane
  containers
  kubelet
  echo "up: $here/cluster.sh in kubectl get nodes"
}

load() {
  local layout=$1 name digest
  tar -C "$layout" -c . | images import - >/dev/null
  images ls -q | grep -v '^sha256\|@sha256' | while read -r name; do
    digest=$(images ls "name==$name" | awk 'NR == 2 { print $3 }')
    images tag --force "$name" "${name%:*}@$digest" >/dev/null
  done
}

stop_one() {
  [ -f "$state/$1.pid" ] || return 0
  local pid
  pid=$(cat "$state/$1.pid")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 60); do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$state/$1.pid"
}

down() {
  local one mount
  for one in kubelet kube-proxy names kube-scheduler kube-controller-manager; do stop_one "$one"; done
  if [ -S "$sock" ]; then
    local c="timeout 20 ctr -a $sock -n k8s.io"
    for one in $($c tasks ls -q 2>/dev/null); do $c tasks kill -s KILL "$one" >/dev/null 2>&1 || true; done
    sleep 1
    for one in $($c containers ls -q 2>/dev/null); do $c tasks rm -f "$one" >/dev/null 2>&1 || true; $c containers rm "$one" >/dev/null 2>&1 || true; done
  fi
  for one in kube-apiserver etcd containerd; do stop_one "$one"; done
  awk -v s="$state/" '$2 ~ "^" s || $2 ~ "^/run/cpmp-containerd" { print $2 }' /proc/mounts | sort -r | while read -r mount; do umount "$mount" 2>/dev/null || umount -l "$mount" || true; done
  ip netns del "$ns" 2>/dev/null || true
  rm -rf "$state"/{etcd,kubelet,containerd,log,pki,cni,cni-ipam,pod-logs,*.kubeconfig,tokens.csv,admin.token} /run/cpmp-containerd
}

case ${1:-} in
  deps | up | down) "$1" ;;
  load) load "$2" ;;
  in)
    shift
    export PATH=$bin:$PATH KUBECONFIG=$state/admin.kubeconfig
    exec nsenter --net="/run/netns/$ns" "$@"
    ;;
  *) sed -n 2,8p "$0" >&2; exit 2 ;;
esac
