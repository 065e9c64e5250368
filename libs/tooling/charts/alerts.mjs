/** What is wrong with the alerts and dashboards of rendered charts: names that no process tells, runbooks that are missing or left over, rules that do not do what their tests say. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { ATTRIBUTES, MEASURES } from '../../shell/src/telemetry/registry.ts';
import { ROOT } from '../bin/prepare.mjs';
import { objectsOf, run } from './render.mjs';

const RUNBOOKS = 'charts/RUNBOOKS.md';
const TESTS = 'charts/service/tests/alerts.promtool.yaml';
/** The chart whose rules are tested: the library's are the same for each. */
const TESTED = 'cpmp-authorisation';
/** What Prometheus and the cluster say beside our own. */
const LABELS = new Set([...Object.keys(ATTRIBUTES), 'namespace', 'le', 'deployment']);

const rulesOf = (objects) => objects.filter(({ kind }) => kind === 'PrometheusRule').flatMap(({ metadata, spec }) => spec.groups.flatMap(({ rules }) => rules.map((rule) => ({ where: `${metadata.name} ${rule.alert}`, ...rule }))));
const panelsOf = (objects) =>
  objects.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels.grafana_dashboard).flatMap(({ metadata, data }) =>
    Object.values(data).flatMap((text) => JSON.parse(text).panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `${metadata.name} “${title}”`, expr })))));

const measureOf = (name) => (MEASURES[name]?.kind === 'gauge' ? name : name.replace(/_(bucket|sum|count)$/, ''));

/** Names that the registry does not have, as they are asked for, and labels and words that it does not allow. */
const expressionFaults = ({ where, expr }) => {
  const names = [...new Set(expr.match(/\b(cpmp)_\w+/g) ?? [])].filter((name) => !MEASURES[measureOf(name)] || (MEASURES[name]?.kind === 'histogram'));
  const selectors = [...expr.matchAll(/(\w+)\{([^}]*)\}/g)].flatMap(([, name, said]) => [...said.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(([, label, how, value]) => ({ name, label, how, value })));
  const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels]) => labels.split(',').map((label) => label.trim()));
  const strange = selectors.filter(({ name, label }) => name.startsWith('cpmp_') && !['namespace', ...MEASURES[measureOf(name)]?.attributes ?? [], 'le'].includes(label));
  const words = selectors.filter(({ label, how, value }) => !how.includes('~') && Array.isArray(ATTRIBUTES[label]?.values) && !ATTRIBUTES[label].values.includes(value));
  return [
    ...names.map((name) => `${where} asks for ${name}, which nobody tells`),
    ...strange.map(({ name, label }) => `${where} asks for ${label} of ${name}, which does not say it`),
    ...words.map(({ label, value }) => `${where} asks for ${label} ${value}, which is never said`),
    ...grouped.filter((label) => !LABELS.has(label)).map((label) => `${where} groups by ${label}, which is never said`),
  ];
};

const runbookFaults = (rules) => {
  const text = readFileSync(join(ROOT, RUNBOOKS), 'utf8');
  const pages = new Set([...text.matchAll(/^### (\w+)$/gm)].map(([, name]) => name));
  const alerts = new Set(rules.map(({ alert }) => alert));
  return [
    ...[...alerts].filter((alert) => !pages.has(alert)).map((alert) => `${RUNBOOKS} says nothing of ${alert}`),
    ...[...pages].filter((page) => !alerts.has(page)).map((page) => `${RUNBOOKS} has ${page}, which is no alert`),
  ];
};

const untested = (rules) => {
  const fired = new Set(parse(readFileSync(join(ROOT, TESTS), 'utf8')).tests.flatMap(({ alert_rule_test: all }) => all.filter(({ exp_alerts: expected }) => expected?.length > 0).map(({ alertname }) => alertname)));
  return [...new Set(rules.map(({ alert }) => alert))].filter((alert) => !fired.has(alert)).map((alert) => `${TESTS} never has ${alert} fire`);
};

/** Everything that reading finds. */
export const alertFaults = (text) => {
  const objects = objectsOf(text);
  const [rules, panels] = [rulesOf(objects), panelsOf(objects)];
  const shown = new Set([...rules, ...panels].flatMap(({ expr }) => (expr.match(/\bcpmp_\w+/g) ?? []).map(measureOf)));
  return [
    ...[...rules, ...panels].flatMap(expressionFaults),
    ...Object.keys(MEASURES).filter((name) => !shown.has(name)).map((name) => `${name} is told, and no alert and no panel shows it`),
    ...runbookFaults(rules),
    ...untested(rules),
  ];
};

/** Whether Prometheus' own judge takes the rules, and they fire when their tests say and not else. */
export const rulesFire = async (bin, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-rules-'));
  try {
    const { spec } = objectsOf(text).find(({ kind, metadata }) => kind === 'PrometheusRule' && metadata.name === TESTED);
    writeFileSync(join(folder, 'rules.yaml'), stringify(spec));
    writeFileSync(join(folder, 'tests.yaml'), stringify({ ...parse(readFileSync(join(ROOT, TESTS), 'utf8')), rule_files: ['rules.yaml'] }));
    return await run(join(bin, 'promtool'), ['test', 'rules', join(folder, 'tests.yaml')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
