/** The committed table of who reaches whom, over the network and over topics, and what is wrong with it now. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../bin/prepare.mjs';
import { podsOf, reach } from './reach.mjs';
import { NAMESPACE, objectsOf } from './render.mjs';

/** Where it lies. */
export const TABLE = 'charts/reach.txt';

const tcp = (...ports) => ports.map((port) => ({ port, protocol: 'TCP' }));
/** Beside the platform's own pods: the engines as the charts' values name them, and some that nobody named. */
const OTHERS = [
  ...[['mongodb', 27_017], ['keys', 27_017], ['kafka', 9093], ['redis', 6379]].map(([name, port]) => ({ name, namespace: 'engines', labels: { app: name }, ports: tcp(port) })),
  { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: [...tcp(53), { port: 53, protocol: 'UDP' }] },
  { name: 'prometheus', namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' }, ports: [] },
  { name: 'ingress', namespace: 'ingress', labels: { app: 'ingress' }, ports: [] },
  { name: 'sign-in', address: '192.0.2.10', ports: tcp(443) },
  { name: 'anywhere else', address: '198.51.100.1', ports: tcp(80, 443) },
  { name: 'another pod of the namespace', namespace: NAMESPACE, labels: { app: 'another' }, ports: tcp(8080) },
  { name: 'a pod of another namespace', namespace: 'another', labels: { app: 'another' }, ports: tcp(8080) },
];

const topics = () => Object.entries(parse(readFileSync(join(ROOT, 'proto/topics.yaml'), 'utf8')));
const topicLines = () => topics().flatMap(([topic, { owner, readers }]) => [`${owner} => ${topic}`, ...Object.keys(readers).map((reader) => `${topic} => ${reader}`)]).toSorted();

/** Connections among what is no part of the platform are not the platform's to say. */
const connections = (text) => {
  const objects = objectsOf(text);
  const pods = podsOf(objects);
  const own = new Set(pods.map(({ name }) => name));
  return reach(objects, [...pods, ...OTHERS]).filter((line) => line.split(' -> ').some((part) => own.has(part.replace(/ \d+\/\w+$/, ''))));
};

/** The table as the rendered objects and the topics say it. */
export const tableOf = (text) => `${[
  '# Who may reach whom, computed from the NetworkPolicies of the charts with their own values, and whose topics are whose (proto/topics.yaml).',
  '# What policies say is not what a network does: that a cluster enforces them was not run. Written by npm run check:charts -- --write; read it in review.',
  '', ...connections(text), '', ...topicLines(),
].join('\n')}\n`;

const linesOf = (text) => new Set(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')));

/** What differs from the committed table, and who has topics but no way to the broker. */
export const tableFaults = (text) => {
  const committed = linesOf(readFileSync(join(ROOT, TABLE), 'utf8'));
  const now = linesOf(tableOf(text));
  const parties = new Set(topics().flatMap(([, { owner, readers }]) => [owner, ...Object.keys(readers)]));
  return [
    ...[...now].filter((line) => !committed.has(line)).map((line) => `${TABLE} does not have: ${line}`),
    ...[...committed].filter((line) => !now.has(line)).map((line) => `${TABLE} has what is so no more: ${line}`),
    ...[...parties].filter((party) => !now.has(`cpmp-${party} -> kafka 9093/TCP`)).map((party) => `${party} has topics and no way to the broker`),
    ...[...now].flatMap((line) => {
      const [, from] = /^cpmp-([a-z-]+) -> kafka /.exec(line) ?? [];
      return from && from !== 'topics' && !parties.has(from) ? [`${from} has a way to the broker and no topic`] : [];
    }),
  ];
};
