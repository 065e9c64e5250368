/** A real API server, and whether it takes rendered objects: its own admission is asked, Pod Security among it, and nothing is kept. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../bin/prepare.mjs';
import { NAMESPACE, objectsOf, run } from './render.mjs';

const PORT = process.env['CPMP_API_PORT'] ?? '16443';
/** Kinds that make pods: Pod Security warns of those that it would not let them make, and refuses only the pods. */
const podOf = ({ kind, metadata, spec }) => (['Deployment', 'Job'].includes(kind) ? [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: `${metadata.name}-pod`, namespace: metadata.namespace, labels: spec.template.metadata.labels }, spec: spec.template.spec }] : []);

/** As JSON, in which a text cannot be taken for anything else. */
const list = (items) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

/** Starts a server, does something with the path of its kubeconfig, and stops it whatever happens. @throws when it does not start */
export const withServer = async (tools, use) => {
  tools('kube');
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-apiserver-'));
  const recipe = (verb) => spawnSync(join(ROOT, 'k8s/tools/apiserver.sh'), [verb, folder, PORT], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => (recipe('stop'), rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (stop(), process.exit(1)));
  try {
    const { status, stdout } = recipe('start');
    if (status !== 0) throw new Error('the API server did not start: see its messages above');
    const server = stdout.trim();
    const made = await run('kubectl', ['--kubeconfig', server, 'apply', '-f', '-'], list([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' } } }]));
    if (!made.ok) throw new Error(made.output);
    return await use(server);
  } finally {
    stop();
  }
};

/** Whether the server takes every object, and every pod that they would make. */
export const accepts = async (server, text) => {
  const objects = objectsOf(text);
  return run('kubectl', ['--kubeconfig', server, 'apply', '--dry-run=server', '--warnings-as-errors', '--validate=strict', '-f', '-'], list([...objects, ...objects.flatMap(podOf)]));
};
