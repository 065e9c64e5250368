/** Faults planted into rendered charts: a judge that does not see its own is no judge. Each says who must refuse the text, and how it is spoilt. */

const instead = (text, from, to) => {
  if (!text.includes(from)) throw new Error(`the charts hold no more: ${from}`);
  return text.replace(from, to);
};

const policy = (name, spec) => `\n---\n${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'cpmp' }, spec })}\n`;

/** Only an API server with admission sees that a pod asks for more than its namespace allows; a schema does not. */
export const privileged = (text) => instead(text, 'allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true');

export const PLANTED = [
  ['a misspelt field', 'schema', (text) => instead(text, 'revisionHistoryLimit:', 'revisionHistoryLimits:')],
  ['a word for a number', 'schema', (text) => instead(text, 'terminationGracePeriodSeconds: 60', 'terminationGracePeriodSeconds: soon')],
  ['a writable root', 'score', (text) => instead(text, 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false')],
  ['a policy that lets everybody in', 'reach', (text) => text + policy('open', { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'authorisation' } }, policyTypes: ['Ingress'], ingress: [{}] })],
  ['a policy that lets the console out to the broker', 'reach', (text) => text + policy('out', { podSelector: { matchLabels: { 'app.kubernetes.io/name': 'console' } }, policyTypes: ['Egress'], egress: [{ to: [{ namespaceSelector: {} }] }] })],
  ['a policy that selects nobody any more', 'reach', (text) => instead(text, 'podSelector:\n    matchLabels:\n      app.kubernetes.io/part-of: cpmp', 'podSelector:\n    matchLabels:\n      app.kubernetes.io/part-of: others')],
  ['an alert on what nobody tells', 'alerts', (text) => instead(text, 'cpmp_relay_age_seconds', 'cpmp_relay_seconds')],
  ['an alert on what is never said of it', 'alerts', (text) => instead(text, 'port!="cache"', 'port!="redis"')],
  ['an alert without a runbook', 'alerts', (text) => instead(text, 'alert: NotPublished', 'alert: NotSent')],
  ['an alert that never fires', 'rules', (text) => instead(text, '"authorisation"}) > 60', '"authorisation"}) > 60000')],
  ['a part that Skaffold does not have', 'skaffold', (text) => instead(text, 'chartPath:', 'chart:')],
  ['a chart that is not there', 'skaffold', (text) => instead(text, 'chartPath: k8s/dev/chart', 'chartPath: k8s/dev/charts')],
];
