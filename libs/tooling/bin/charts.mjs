/**
 * All that can be said of the charts without a cluster (`npm run check:charts`): a line and its time for each stage, then `N passed, N failed`.
 * `-- --write` first writes what the charts hold that comes from elsewhere, and the table of who reaches whom.
 * `-- --server` also asks a real API server, in a namespace at the level `restricted`, whether it takes every object (needs etcd; its first build takes minutes).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertFaults, rulesFire } from '../charts/alerts.mjs';
import { CHARTS, DEVELOPMENT, PROCESSES, outdatedCopies, writeCopies } from '../charts/copies.mjs';
import { developmentLeaks } from '../charts/development.mjs';
import { PLANTED, privileged } from '../charts/planted.mjs';
import { TABLE, tableFaults, tableOf } from '../charts/table.mjs';
import { render, run, tools } from '../charts/render.mjs';
import { accepts, withServer } from '../charts/server.mjs';
import { skaffoldFaults, skaffoldText } from '../charts/skaffold.mjs';
import { ROOT } from './prepare.mjs';
import { runStages } from './stages.mjs';

const KUBERNETES = ['1.33.0', '1.34.0', '1.35.0'];
/** What kube-score would have production, each with why not. */
const IGNORED = {
  'container-image-pull-policy': 'Always would ask the registry at every start; images are named by digest',
};
/** With the kinds of others that the charts use where they are; kubeconform has no schema for those. */
const APIS = ['monitoring.coreos.com/v1', 'kafka.strimzi.io/v1beta2'];
const FOREIGN = ['PrometheusRule', 'ServiceMonitor', 'KafkaTopic', 'KafkaUser'];
const withoutForeign = (text) => text.split(/^---$/m).filter((part) => !FOREIGN.some((kind) => part.includes(`kind: ${kind}\n`))).join('---\n');

const write = process.argv.includes('--write');
if (write) writeCopies();
process.on('uncaughtException', ({ message }) => (console.log(`${message}\n0 passed, 1 failed`), process.exit(1)));
const folder = tools();
const bin = join(folder, 'bin');

const all = async (runs) => {
  const ended = await Promise.all(runs);
  return { ok: ended.every(({ ok }) => ok), output: ended.filter(({ ok }) => !ok).map(({ output }) => output).join('\n') };
};
const said = (faults) => ({ ok: faults.length === 0, output: faults.join('\n') });

const renderAll = async (optionsOf) => (await Promise.all(CHARTS.map((chart) => render(bin, `charts/${chart}`, optionsOf(chart))))).join('\n');
/** As the charts' own values say, and as production says where others' kinds are and the autoscaler has a range. */
const everything = await renderAll(() => ({}));
const production = await renderAll((chart) => ({ apis: APIS, values: ['k8s/prod/values.yaml', ...(chart !== 'console' && PROCESSES.includes(chart) ? ['k8s/prod/processes.yaml'] : [])] }));
const development = await render(bin, DEVELOPMENT);
if (write) writeFileSync(join(ROOT, TABLE), tableOf(everything));

const schemas = `${folder}/schemas/{{.NormalizedKubernetesVersion}}{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json`;
/** A process has the library's specs and its own; a service those of its log too. */
const specsOf = (chart) => [...(PROCESSES.includes(chart) ? ['../service/tests/*.spec.yaml'] : []), ...(PROCESSES.includes(chart) && chart !== 'console' ? ['../service/tests/services/*.spec.yaml'] : []), 'tests/*.spec.yaml'];
/** Who judges a rendered text. */
const judges = {
  schema: (text, version = KUBERNETES.at(-1)) => run(join(bin, 'kubeconform'), ['-strict', '-kubernetes-version', version, '-skip', FOREIGN.join(','), '-schema-location', schemas, '-'], text),
  score: (text) => run(join(bin, 'kube-score'), ['score', '--kubernetes-version', 'v1.35', '--output-format', 'ci', '--enable-optional-test', 'container-seccomp-profile', ...Object.keys(IGNORED).flatMap((test) => ['--ignore-test', test]), '-'], text),
  reach: async (text) => said(tableFaults(text)),
  alerts: async (text) => said(alertFaults(text)),
  rules: (text) => rulesFire(bin, text),
  skaffold: async (text) => said(skaffoldFaults(text, development)),
};
/** What each judge is given whole; the others judge everything that is rendered. */
const GIVEN = { alerts: () => production, rules: () => production, skaffold: skaffoldText };
const unseen = async () => {
  const seen = await Promise.all(PLANTED.map(async ([name, judge, spoil]) => ({ name, ...(await judges[judge](spoil(GIVEN[judge]?.() ?? everything))) })));
  return said(seen.filter(({ ok }) => ok).map(({ name }) => `nobody saw ${name}`));
};

const stages = [
  ['copies are current', async () => said(outdatedCopies().map((path) => `${path} is not what its source says: npm run check:charts -- --write`))],
  ['helm lint --strict', () => all([...CHARTS.map((chart) => `charts/${chart}`), DEVELOPMENT].map((chart) => run(join(bin, 'helm'), ['lint', '--strict', '--quiet', chart])))],
  ...KUBERNETES.map((version) => [`objects of Kubernetes ${version}`, () => judges.schema([everything, production, development].join('\n'), version)]),
  ['specs', () => all(CHARTS.map((chart) => run(join(bin, 'helm-unittest'), ['--strict', '--with-subchart=false', ...specsOf(chart).flatMap((files) => ['--file', files]), `charts/${chart}`])))],
  ['kube-score, nothing critical', () => all([judges.score(everything), judges.score(production)])],
  ['who reaches whom (as the policies say: enforcement was not run)', () => judges.reach(everything)],
  ['alerts and dashboards ask for what is told, and each alert has its runbook', () => judges.alerts(production)],
  ['alerts fire, and are silent, as their tests say', () => judges.rules(production)],
  ['no chart of production takes what development has', async () => said(await developmentLeaks(bin, development, everything + production))],
  ['skaffold.yaml (by our own schema of it: Skaffold was not run)', () => judges.skaffold(skaffoldText())],
  ['hadolint', () => run(join(bin, 'hadolint'), ['services/Dockerfile'])],
  ['planted faults are seen', unseen],
];

if (process.argv.includes('--server')) {
  await withServer(tools, async (server) => {
    const takes = (name, text) => [`a real API server at the level restricted takes ${name}`, () => accepts(server, text)];
    const refused = async () => {
      const { ok, output } = await accepts(server, privileged(everything));
      return said(!ok && output.includes('violates PodSecurity "restricted') ? [] : [`it took a pod that may become root, or refused something else: ${output}`]);
    };
    await runStages([...stages, takes('the charts', everything), takes('production', withoutForeign(production)), takes('development', development), ['and refuses a pod that may become root', refused]]);
  });
} else await runStages(stages);
