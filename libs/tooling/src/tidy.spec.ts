import { onDisk, planted, sample } from './sample-tree.js';
import { rules, untidy } from './tidy.js';
import { readTree } from './tree.js';

const TOPICS = sample.get('proto/topics.yaml') ?? '';
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`services/asset-registry/src/part-${n}.ts`, '\n']));

/** Rule, what is planted, where it must be seen, and a word of what must be said. */
const breaches: [rule: string, changes: Record<string, string | undefined>, where: string, what: string][] = [
  ['root', { 'notes.txt': 'x' }, 'notes.txt', 'root'],
  ['root', { 'docs/plan.md': 'x' }, 'docs', 'root'],
  ['names', { 'libs/law/src/utils.ts': '' }, 'libs/law/src/utils.ts', 'utils'],
  ['names', { 'libs/common/package.json': '{}' }, 'libs/common/package.json', 'common'],
  ['names', { 'libs/ledger/src/key-manager.ts': '' }, 'libs/ledger/src/key-manager.ts', 'manager'],
  ['names', { 'libs/law/src/rulePack.ts': '' }, 'libs/law/src/rulePack.ts', 'kebab'],
  ['readmes', { 'services/authorisation/README.md': undefined }, 'services/authorisation/README.md', 'States'],
  ['readmes', { 'services/asset-registry/README.md': '## States\nx\n## Commands\nx\n## Topics\n\n## Decisions\nx\n' }, 'services/asset-registry/README.md', 'Topics'],
  ['readmes', { 'services/console/README.md': '## Pages\nOne.\n' }, 'services/console/README.md', 'Decisions'],
  ['service-budget', many(25), 'services/asset-registry', '27 files'],
  ['line-budget', { 'libs/law/README.md': 'a line\n'.repeat(301) }, 'libs/law/README.md', '301 lines'],
  ['finished', { 'libs/law/src/index.ts': `// ${'TO'}DO: the rest\n` }, 'libs/law/src/index.ts', 'line 1'],
  ['finished', { 'services/console/views/page.njk': `{# ${'FIX'}ME #}\n` }, 'services/console/views/page.njk', 'line 1'],
  ['whole-suites', { 'libs/law/src/law.spec.ts': `${'it.on'}ly('x', () => {});\n` }, 'libs/law/src/law.spec.ts', 'leaves tests out'],
  ['whole-suites', { 'libs/law/src/law.spec.ts': `${'xdescr'}ibe('x', () => {});\n` }, 'libs/law/src/law.spec.ts', 'leaves tests out'],
  ['whole-suites', { 'libs/law/src/law.engines.ts': `${'describe.on'}ly('x', () => {});\n` }, 'libs/law/src/law.engines.ts', 'leaves tests out'],
  ['any-machine', { 'README.md': `see ${'/ho'}me/anna/plan.md\n` }, 'README.md', 'path of one machine'],
  ['any-machine', { '.ci/run': `cd ${'/wo'}rk/main\n` }, '.ci/run', 'path of one machine'],
  ['any-machine', { 'package-lock.json': `"resolved": "${'http'}s://packages.example/zod.tgz"` }, 'package-lock.json', 'fresh clone'],
  ['any-machine', { 'package-lock.json': '"extraneous": true' }, 'package-lock.json', 'fresh clone'],
  ['references', { 'libs/shell/tsconfig.json': '{}', 'libs/shell/src/index.ts': "import { name } from '@cpmp/ledger';\n" }, 'libs/shell/tsconfig.json', '@cpmp/ledger'],
  ['references', { 'libs/shell/tsconfig.json': '{}', 'libs/shell/src/index.ts': "import { name } from '@cpmp/nobody';\n" }, 'libs/shell/tsconfig.json', 'no workspace'],
  ['topics', { 'proto/topics.yaml': TOPICS.replace('owner: authorisation', 'owner: nobody') }, 'proto/topics.yaml', 'is not named'],
  ['topics', { 'proto/topics.yaml': TOPICS.replace('PermitEvent', 'PermitNews') }, 'proto/topics.yaml', 'no message'],
  ['topics', { 'proto/topics.yaml': TOPICS.replace('key: stream', 'note: x') }, 'proto/topics.yaml', 'no key'],
  ['topics', { 'proto/topics.yaml': TOPICS.replace('forever', 'soon') }, 'proto/topics.yaml', 'no retention'],
  ['topics', { 'proto/topics.yaml': TOPICS.replace(': deploys under permits', ':') }, 'proto/topics.yaml', 'no reason'],
  ['topics', { 'proto/topics.yaml': TOPICS.replace('asset-registry: deploys under permits', '{}') }, 'proto/topics.yaml', 'no reader'],
  ['topics', { 'services/authorisation/src/publish.ts': 'export const publish = [];\n' }, 'services/authorisation/src/publish.ts', 'does not publish'],
  ['topics', { 'services/asset-registry/src/publish.ts': "['authorisation.permits.v1']\n" }, 'services/asset-registry/src/publish.ts', 'authorisation owns'],
  ['topics', { 'services/asset-registry/src/publish.ts': "['asset-registry.secrets.v1']\n" }, 'services/asset-registry/src/publish.ts', 'does not know'],
  ['topics', { 'services/asset-registry/src/consumers/permits.consumer.ts': undefined }, 'services/asset-registry/src/consumers', 'no consumer hears'],
  ['topics', { 'services/asset-registry/src/consumers/risks.consumer.ts': "@EventPattern<string>('risk.risks.v1')\n" }, 'services/asset-registry/src/consumers/risks.consumer.ts', 'without being a reader'],
  ['topics', { 'services/asset-registry/src/app.module.ts': '' }, 'services/asset-registry/src/consumers/permits.consumer.ts', 'nobody listens'],
  ['topics', { 'services/asset-registry/src/consumers/odd.ts': '' }, 'services/asset-registry/src/consumers/odd.ts', 'EventPattern'],
  ['purity', { 'libs/law/src/counts.ts': 'export const today = () => new Date();\n' }, 'libs/law/src/counts.ts', 'time is an argument'],
  ['law-is-data', { 'libs/law/src/period.ts': 'export const months = 3;\n' }, 'libs/law/src/period.ts', 'the number 3'],
  ['law-is-data', { 'libs/law/src/who.ts': "export const who = 'superintendent';\n" }, 'libs/law/src/who.ts', 'the rank superintendent'],
  ['law-is-data', { 'services/authorisation/src/domain/cites.ts': 'export const words = (it: string) => `${it} under RIPA 2000 s.28`;\n' }, 'services/authorisation/src/domain/cites.ts', 'the provision'],
  ['purity', { 'services/authorisation/src/domain/clock.ts': 'export const now = () => Date.now();\n' }, 'services/authorisation/src/domain/clock.ts', 'line 1'],
];

describe('given a tree in which every rule is kept', () => {
  it('finds nothing', () => {
    expect(untidy(sample, [])).toEqual([]);
  });

  it('reads the same tree from a disk, without what git ignores', async () => {
    const tree = planted({ 'libs/law/dist/index.js': `// ${'TO'}DO`, 'node_modules/x/index.js': '' });
    expect(await onDisk(tree, async (root) => new Map([...readTree(root)].toSorted()))).toEqual(new Map([...sample].toSorted()));
  });
});

describe('given a breach', () => {
  it.each(breaches)('sees %s broken by %j', (rule, changes, where, what) => {
    const found = untidy(planted(changes), []);
    expect(found).toContainEqual({ rule, where, what: expect.stringContaining(what) });
    // Nothing else is blamed for it, but where one mistake is two (an owner or a consumer that is gone).
    if (rule !== 'topics') expect(new Set(found.map((breach) => breach.rule))).toEqual(new Set([rule]));
  });

  it('has one planted for each rule', () => {
    expect(new Set(breaches.map(([rule]) => rule))).toEqual(new Set(rules.map(({ name }) => name)));
  });
});

describe('given an exception', () => {
  const excused = [{ rule: 'root', where: 'notes.txt', because: 'of a test' }];

  it('excuses its breach and no other', () => {
    expect(untidy(planted({ 'notes.txt': 'x' }), excused)).toEqual([]);
    expect(untidy(planted({ 'notes.txt': 'x', 'more.txt': 'x' }), excused).map(({ where }) => where)).toEqual(['more.txt']);
  });

  it('fails once nothing needs it', () => {
    expect(untidy(sample, excused)).toEqual([{ rule: 'needless-exception', where: 'notes.txt', what: expect.stringContaining('root') }]);
  });
});
