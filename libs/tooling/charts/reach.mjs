/**
 * Who may reach whom on which port, computed from rendered NetworkPolicies as the API defines them: a connection stands when some policy
 * of the one end lets it out and some policy of the other lets it in; a pod that no policy selects is open. It says what the policies say.
 * Whether a cluster enforces them is another question, which only a cluster with a network plug-in for it can answer.
 */

const matches = (selector, labels) =>
  Object.entries(selector?.matchLabels ?? {}).every(([name, value]) => labels[name] === value) &&
  (selector?.matchExpressions ?? []).every(() => {
    throw new Error('a NetworkPolicy selects by expressions, which reach.mjs does not read');
  });

const numberOf = (cidr) => cidr.split('/')[0].split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const covers = (cidr, address) => {
  const size = 2 ** (32 - Number(cidr.split('/')[1]));
  return Math.floor(numberOf(cidr) / size) === Math.floor(numberOf(address) / size);
};

/** Whether a peer of a policy in `namespace` is this end. */
const isPeer = ({ ipBlock, podSelector, namespaceSelector }, end, namespace) => {
  if (ipBlock) return end.address !== undefined && covers(ipBlock.cidr, end.address) && !(ipBlock.except ?? []).some((cidr) => covers(cidr, end.address));
  if (end.address !== undefined) return false;
  const inNamespace = namespaceSelector ? matches(namespaceSelector, { 'kubernetes.io/metadata.name': end.namespace }) : end.namespace === namespace;
  return inNamespace && matches(podSelector, end.labels);
};

const isPort = (rule, { port, protocol }) => !rule.ports || rule.ports.some((one) => (one.port === undefined || one.port === port) && (one.protocol ?? 'TCP') === protocol);

/** Whether the policies of `end` let through what goes out to, or comes in from, `other`. */
const lets = (policies, direction, [end, other], port) => {
  const [type, list, side] = direction === 'out' ? ['Egress', 'egress', 'to'] : ['Ingress', 'ingress', 'from'];
  const its = policies.filter(({ metadata, spec }) => metadata.namespace === end.namespace && (spec.policyTypes ?? ['Ingress']).includes(type) && matches(spec.podSelector, end.labels ?? {}));
  if (end.address !== undefined || its.length === 0) return true;
  return its.some(({ metadata, spec }) => (spec[list] ?? []).some((rule) => isPort(rule, port) && (!rule[side] || rule[side].some((peer) => isPeer(peer, other, metadata.namespace)))));
};

const podOf = ({ kind, metadata, spec }) => {
  if (kind === 'Pod') return { labels: metadata.labels, spec };
  if (kind === 'Deployment' || kind === 'Job') return { labels: spec.template.metadata.labels, spec: spec.template.spec };
  if (kind === 'CronJob') return podOf({ kind: 'Job', metadata, spec: spec.jobTemplate.spec });
  return undefined;
};

/** The pods among rendered objects, as ends of connections: those with a port are also reached. */
export const podsOf = (objects) =>
  objects.flatMap((object) => {
    const pod = podOf(object);
    if (!pod) return [];
    const ports = pod.spec.containers.flatMap(({ ports: all = [] }) => all.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })));
    return [{ name: object.metadata.name, namespace: object.metadata.namespace, labels: pod.labels ?? {}, ports }];
  });

/** Every connection that the policies leave open between the ends, `from -> to port`, in order of names. An end has a name, its ports, and a namespace with labels or an address. */
export const reach = (objects, ends) => {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  return ends.flatMap((from) =>
    ends.filter((to) => to !== from).flatMap((to) =>
      to.ports.filter((port) => lets(policies, 'out', [from, to], port) && lets(policies, 'in', [to, from], port)).map(({ port, protocol }) => `${from.name} -> ${to.name} ${port}/${protocol}`),
    ),
  ).toSorted();
};
