import { execFile } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { purity } from './purity.js';
import { onDisk, planted, sample } from './sample-tree.js';
import type { Tree } from './tree.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CONFIGURATION = ['dependency-cruiser.cjs', 'tsconfig.paths.json', 'oxlint.json'];
const config = createRequire(import.meta.url)('../dependency-cruiser.cjs') as { forbidden: { name: string }[] };

/** Runs a tool of the project on a tree laid out on disk with our own configuration; yields what it writes, whatever its exit code. */
const run = async (tree: Tree, program: string, args: string[]): Promise<string> =>
  onDisk(tree, async (root) => {
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    for (const file of CONFIGURATION) cpSync(join(ROOT, 'libs/tooling', file), join(root, 'libs/tooling', file));
    const ended = promisify(execFile)(process.execPath, [join(ROOT, 'node_modules', program), ...args], { cwd: root, maxBuffer: 1 << 26 });
    return (await ended.catch((error: { stdout: string }) => error)).stdout;
  });

type Violation = { readonly rule: string; readonly from: string };

const cruise = async (tree: Tree): Promise<readonly Violation[]> => {
  const json = await run(tree, 'dependency-cruiser/bin/dependency-cruiser.mjs', ['--config', 'libs/tooling/dependency-cruiser.cjs', '-T', 'json', 'libs', 'services', 'proto']);
  const { violations } = (JSON.parse(json) as { summary: { violations: { rule: { name: string }; from: string }[] } }).summary;
  return violations.map(({ rule, from }) => ({ rule: rule.name, from }));
};

const lint = async (tree: Tree): Promise<readonly Violation[]> => {
  const json = await run(tree, 'oxlint/bin/oxlint', ['-c', 'libs/tooling/oxlint.json', '--format', 'json']);
  const { diagnostics } = JSON.parse(json) as { diagnostics: { code: string; filename: string }[] };
  return diagnostics.map(({ code, filename }) => ({ rule: code, from: filename }));
};

/** Rule, the file that breaks it, and what that file imports. */
const imports: [rule: string, file: string, imported: string][] = [
  ['no-circular', 'libs/ledger/src/egg.ts', './hen.js'],
  ['declared', 'libs/ledger/src/lost.ts', './missing.js'],
  ['mapped-to-source', 'services/asset-registry/src/hidden.ts', '../../../libs/law/dist/index.js'],
  ['services-are-islands', 'services/asset-registry/src/neighbour.ts', '@cpmp/authorisation'],
  ['services-are-islands', 'services/asset-registry/src/host.ts', '@cpmp/standalone'],
  ['services-are-islands', 'services/asset-registry/src/neighbour.spec.ts', '../../authorisation/src/publish.js'],
  ['standalone-uses-the-front-door', 'services/standalone/src/inside.ts', '../../authorisation/src/publish.js'],
  ['console-is-a-client', 'services/console/src/reads.ts', '@cpmp/ledger'],
  ['console-is-a-client', 'services/console/src/decides.ts', '@cpmp/law'],
  ['domain-is-pure', 'services/authorisation/src/domain/parses.ts', 'zod'],
  ['domain-is-pure', 'services/authorisation/src/domain/reads.ts', 'node:fs'],
  ['domain-is-pure', 'services/authorisation/src/domain/sends.ts', '../publish.js'],
  ['domain-is-pure', 'services/authorisation/src/domain/stores.ts', '@cpmp/ledger'],
  ['domain-knows-no-wire', 'services/authorisation/src/domain/wires.ts', '@cpmp/gate/wire'],
  ['domain-reads-no-law', 'services/authorisation/src/domain/loads.ts', '@cpmp/law/load'],
  ['spec-cases-are-for-specs', 'services/authorisation/src/law.ts', './domain/spec-case.js'],
  ['edges-do-not-meet', 'services/asset-registry/src/http/hears.ts', '../consumers/permits.consumer.js'],
  ['edges-do-not-meet', 'services/asset-registry/src/consumers/asks.ts', '../http/hears.js'],
  ['kernel-imports-nothing', 'libs/kernel/src/reads.ts', 'node:fs'],
  ['kernel-imports-nothing', 'libs/kernel/src/judges.ts', '@cpmp/law'],
  ['gate-is-pure', 'libs/gate/src/sends.ts', '@cpmp/proto/gate'],
  ['gate-is-pure', 'libs/gate/src/parses.ts', 'zod'],
  ['law-is-pure', 'libs/law/src/reads.ts', 'node:fs'],
  ['law-is-pure', 'libs/law/src/parses.ts', 'yaml'],
  ['law-stays-below', 'libs/law/src/up.ts', '@cpmp/gate'],
  ['gate-stays-below', 'libs/gate/src/up.ts', '@cpmp/ledger'],
  ['ledger-stays-below', 'libs/ledger/src/up.ts', '@cpmp/messaging'],
  ['messaging-stays-below', 'libs/messaging/src/up.ts', '@cpmp/shell'],
  ['shell-stays-below', 'libs/shell/src/up.ts', '@cpmp/law'],
  ['holder-stays-below', 'libs/holder/src/up.ts', '@cpmp/law'],
  ['client-stays-below', 'libs/client/src/up.ts', '@cpmp/shell'],
  ['planner-stays-below', 'libs/planner/src/up.ts', '@cpmp/kernel'],
  ['libs-know-no-service', 'libs/shell/src/knows.ts', '@cpmp/authorisation'],
  ['bench-uses-the-front-door', 'libs/bench/src/inside.ts', '../../../services/authorisation/src/publish.js'],
  ['nobody-needs-the-bench', 'libs/shell/src/measures.ts', '../../bench/src/index.js'],
  ['testing-plays-pure-parts', 'libs/testing/src/hosts.ts', '@cpmp/authorisation'],
  ['testing-is-for-specs', 'services/authorisation/src/tests.ts', '@cpmp/testing'],
  ['one-door-to-kafka', 'libs/shell/src/kafka.ts', 'kafkajs'],
  ['one-door-to-redis', 'services/authorisation/src/redis.ts', 'ioredis'],
  ['one-door-to-telemetry', 'services/authorisation/src/measure.ts', '@opentelemetry/api'],
  ['one-door-to-solver', 'services/authorisation/src/solves.ts', 'highs'],
  ['one-door-to-stores', 'services/authorisation/src/mongo.ts', 'mongoose'],
  ['one-door-to-stores', 'libs/messaging/src/driver.ts', 'mongodb'],
  ['one-door-to-stores', 'libs/shell/src/sqlite.ts', 'node:sqlite'],
];

const withImports = planted({
  ...Object.fromEntries(imports.map(([, file, imported]) => [file, `import * as it from '${imported}';\nexport const seen = it;\n`])),
  'libs/ledger/src/hen.ts': "import { seen } from './egg.js';\nexport const hen = seen;\n",
  'services/authorisation/src/domain/spec-case.ts': 'export const law = true;\n',
  'libs/law/dist/index.js': "export const name = 'compiled';\n",
});

describe('given who may import whom', () => {
  it('finds nothing in a tree that keeps the rules', async () => {
    expect(await cruise(sample)).toEqual([]);
  });

  it('sees every planted breach, in the file that makes it', async () => {
    const violations = await cruise(withImports);
    const unseen = imports.filter(([rule, file]) => !violations.some((violation) => violation.rule === rule && violation.from === file));
    expect(unseen).toEqual([]);
  });

  it('has a breach planted for each rule', () => {
    expect(new Set(imports.map(([rule]) => rule))).toEqual(new Set(config.forbidden.map(({ name }) => name)));
  });
});

describe('given the budgets', () => {
  const lines = (count: number) => 'a();\n'.repeat(count);
  const body = (count: number) => `export const f = (a) => {\n${'  a();\n'.repeat(count - 2)}};\n`;
  const budgets: [rule: string, file: string, text: string][] = [
    ['eslint(max-lines)', 'libs/law/src/long.ts', lines(301)],
    ['eslint(max-lines)', 'libs/law/src/long.spec.ts', lines(301)],
    ['eslint(max-lines-per-function)', 'libs/law/src/deep.ts', body(71)],
    ['eslint(max-params)', 'libs/law/src/wide.ts', 'export const f = (a, b, c, d, e) => a + b + c + d + e;\n'],
    ['eslint(no-unused-vars)', 'libs/law/src/idle.ts', "import { idle } from './long.js';\n"],
  ];

  it('sees what is longer or wider, or plainly wrong', async () => {
    const found = await lint(planted(Object.fromEntries(budgets.map(([, file, text]) => [file, text]))));
    expect(found.toSorted((a, b) => a.from.localeCompare(b.from))).toEqual(
      budgets.map(([rule, from]) => ({ rule, from })).toSorted((a, b) => a.from.localeCompare(b.from)),
    );
  });

  it('lets pass what is just within them, and long functions of specs and contract suites', async () => {
    const within = { 'long.ts': lines(300), 'deep.ts': body(70), 'wide.ts': 'export const f = (a, b, c, d) => a + b + c + d;\n', 'deep.spec.ts': body(200), 'deep.contract.ts': body(200) };
    expect(await lint(planted(Object.fromEntries(Object.entries(within).map(([file, text]) => [`libs/law/src/${file}`, text]))))).toEqual([]);
  });
});

describe('given the purity of the domain', () => {
  const impure = [
    'export const now = () => new Date();',
    'export const now = () => new Date;',
    'export const now = () => Date();',
    'export const now = () => Date.now();',
    'const { now } = Date; export const later = () => Date.now;',
    'export const id = () => Math.random();',
    'export async function decide() {}',
    'export const decide = async () => 1;',
    'export const decide = (all) => { for await (const one of all) one(); };',
    "export const load = () => import('./other.js');",
    '@Injectable() export class Authority {}',
    'export class Authority { @Prop() state = 1; }',
    'export const say = () => console.log(1);',
    'export const env = process.env;',
    'export const get = () => fetch(1);',
    'export const id = () => crypto.randomUUID();',
    'export const wait = () => setTimeout(() => {}, 1);',
    'export const later = Promise.resolve(1);',
    'export const env = { process };',
  ];
  const pure = [
    'export const later = (at) => new Date(Date.parse(at) + 1).toISOString();',
    '// new Date(), Date.now(), Math.random() and await are words here\nexport const says = "await Date.now()";',
    'export type Step = { readonly process: string; console?: number };\nexport const f = (step) => step.process + step.fetch;',
    'export const day = Date.UTC(2026, 0, 1); export const most = Math.max(1, 2);',
  ];
  const places = ['services/authorisation/src/domain/x.ts', 'libs/gate/src/x.ts', 'libs/kernel/src/deep/x.ts'];

  it.each(impure)('sees %s', (text) => {
    for (const place of places) expect(purity.breaches(planted({ [place]: text })).map(({ where }) => where)).toContain(place);
  });

  it.each(pure)('lets pass %s', (text) => {
    for (const place of places) expect(purity.breaches(planted({ [place]: text }))).toEqual([]);
  });

  it('asks it of the domain only, and of no spec', () => {
    const text = 'export const now = () => Date.now();';
    expect(purity.breaches(planted({ 'services/authorisation/src/publish.ts': text, 'libs/gate/src/x.spec.ts': text, 'libs/ledger/src/x.ts': text }))).toEqual([]);
  });
});
