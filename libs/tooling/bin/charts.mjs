/**
 * All that can be said of the charts without a cluster (`npm run check:charts`): a line and its time for each stage, then `N passed, N failed`.
 * `-- --write` first writes what the charts hold that comes from elsewhere, and the table of who reaches whom.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROCESSES, outdatedCopies, writeCopies } from '../charts/copies.mjs';
import { TABLE, tableFaults, tableOf } from '../charts/table.mjs';
import { render, run, tools } from '../charts/render.mjs';
import { ROOT } from './prepare.mjs';

const KUBERNETES = ['1.33.0', '1.34.0', '1.35.0'];
/** What kube-score would have otherwise, each with why not. */
const IGNORED = {
  'container-image-pull-policy': 'Always would ask the registry at every start; images are named by digest',
};
/** With the kinds of others that the charts use where they are; kubeconform has no schema for those. */
const APIS = ['monitoring.coreos.com/v1'];
const FOREIGN = ['PrometheusRule'];

const write = process.argv.includes('--write');
if (write) writeCopies();
const folder = tools();
const bin = join(folder, 'bin');

const all = async (runs) => {
  const ended = await Promise.all(runs);
  return { ok: ended.every(({ ok }) => ok), output: ended.filter(({ ok }) => !ok).map(({ output }) => output).join('\n') };
};
const said = (faults) => ({ ok: faults.length === 0, output: faults.join('\n') });

const rendered = new Map(await Promise.all(PROCESSES.map(async (chart) => [chart, await render(bin, chart, { apis: APIS })])));
const everything = [...rendered.values()].join('\n');
if (write) writeFileSync(join(ROOT, TABLE), tableOf(everything));

const schemas = `${folder}/schemas/{{.NormalizedKubernetesVersion}}{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json`;
const stages = [
  ['copies are current', async () => said(outdatedCopies().map((path) => `${path} is not what its source says: npm run check:charts -- --write`))],
  ['helm lint --strict', () => all(PROCESSES.map((chart) => run(join(bin, 'helm'), ['lint', '--strict', '--quiet', `charts/${chart}`])))],
  ...KUBERNETES.map((version) => [
    `objects of Kubernetes ${version}`,
    () => run(join(bin, 'kubeconform'), ['-strict', '-kubernetes-version', version, '-skip', FOREIGN.join(','), '-schema-location', schemas, '-'], everything),
  ]),
  ['specs', () => all(PROCESSES.map((chart) => run(join(bin, 'helm-unittest'), ['--strict', '--with-subchart=false', '--file', '../service/tests/*.spec.yaml', '--file', 'tests/*.spec.yaml', `charts/${chart}`])))],
  ['kube-score, nothing critical', () =>
    run(join(bin, 'kube-score'), ['score', '--kubernetes-version', 'v1.35', '--output-format', 'ci', '--enable-optional-test', 'container-seccomp-profile', ...Object.keys(IGNORED).flatMap((test) => ['--ignore-test', test]), '-'], everything)],
  ['who reaches whom (as the policies say: enforcement was not run)', async () => said(tableFaults(everything))],
];

let failed = 0;
for (const [name, stage] of stages) {
  const began = Date.now();
  const { ok, output } = await stage();
  if (!ok && output) process.stdout.write(`${output.trimEnd()}\n`);
  console.log(`${name}: ${ok ? 'passed' : 'FAILED'} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  if (!ok) failed += 1;
}
console.log(`${stages.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
