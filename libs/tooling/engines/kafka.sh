#!/usr/bin/env bash
# One-node Apache Kafka (KRaft) for development and CI, from Maven Central jars.
#   kafka.sh start|stop|kill|pause|resume|fill|status [PORT] [DATA_DIR]
# Needs: java 17+, mvn 3.8+, bash. Env: CPMP_CACHE (default ~/.cache/cpmp), KAFKA_VERSION, KAFKA_HEAP.
# Listens on 127.0.0.1 only: PORT (clients) and PORT+1 (controller).
# KAFKA_ADVERTISED=HOST:PORT: where clients are told to go instead, e.g. something between them and this broker.
# KAFKA_ACLS=1: clients sign in with SCRAM-SHA-512 (SASL_PLAINTEXT), and who has no ACL may do nothing; users of a new data folder:
# KAFKA_USERS="name=password ..." (default "admin=admin"; admin is the super user). Brokers and the recipe use an inner listener on PORT+2.
set -euo pipefail

name=kafka
port=${2:-19092}
cache=${CPMP_CACHE:-$HOME/.cache/cpmp}
version=${KAFKA_VERSION:-4.4.0}
data=${3:-$cache/run/kafka-$port}
address=127.0.0.1:$port
libs=$cache/kafka-$version
installed=$libs/.done
wait_s=60
jvm=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Dlog4j2.configurationFile=$data/log4j2.yaml")

users() { for user in ${KAFKA_USERS:-admin=admin}; do printf -- '--add-scram\nSCRAM-SHA-512=[name=%s,password=%s]\n' "${user%%=*}" "${user#*=}"; done; }

install() {
  local tmp; tmp=$(mktemp -d)
  cat >"$tmp/pom.xml" <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>local</groupId><artifactId>kafka-libs</artifactId><version>1</version><packaging>pom</packaging><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
<!-- kafka_2.13 brings log4j-core but no SLF4J binding: without this one the broker logs nothing -->
<dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.25.5</version></dependency>
</dependencies></project>
XML
  mkdir -p "$libs"
  (cd "$tmp" && mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$libs") >&2
  rm -rf "$tmp"
}

configure() {
  cat >"$data/log4j2.yaml" <<'YAML'
Configuration:
  Appenders: { Console: { name: OUT, PatternLayout: { pattern: "[%d] %p %m (%c)%n" } } }
  Loggers: { Root: { level: INFO, AppenderRef: [ { ref: OUT } ] } }
YAML
  cat >"$data/server.properties" <<PROPS
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$((port + 1))
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))
advertised.listeners=PLAINTEXT://${KAFKA_ADVERTISED:-127.0.0.1:$port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$data/logs
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216
# After kill -9 a restarted node is refused (DUPLICATE_BROKER_REGISTRATION) until its old session ends: keep it short.
broker.session.timeout.ms=1500
broker.heartbeat.interval.ms=300
controller.quorum.election.timeout.ms=500
PROPS
  local scram=()
  if [[ -n ${KAFKA_ACLS:-} ]]; then
    mapfile -t scram < <(users)
    cat >>"$data/server.properties" <<PROPS
listeners=CLIENT://127.0.0.1:$port,INTERNAL://127.0.0.1:$((port + 2)),CONTROLLER://127.0.0.1:$((port + 1))
advertised.listeners=CLIENT://127.0.0.1:$port,INTERNAL://127.0.0.1:$((port + 2))
inter.broker.listener.name=INTERNAL
listener.security.protocol.map=CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT,CLIENT:SASL_PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.client.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
# ANONYMOUS is whoever reaches the inner listeners: right on loopback only.
super.users=User:admin;User:ANONYMOUS
PROPS
  fi
  [[ -f $data/logs/meta.properties ]] || java -Xmx128m "${jvm[@]}" -cp "$libs/*" kafka.tools.StorageTool \
    format -t MkU3OEVBNTcwNTJENDM2Qg -c "$data/server.properties" "${scram[@]}" >"$data/format.log" 2>&1
  server=(java "-Xmx${KAFKA_HEAP:-256m}" -Xms64m "${jvm[@]}" -cp "$libs/*" kafka.Kafka "$data/server.properties")
}

ready() { grep -q 'Kafka Server started' "$log"; }

. "$(dirname "$0")/recipe.sh"
