import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tree } from './tree.js';

const README = '# A service\n\n## States\nOpen.\n\n## Commands\nOne.\n\n## Topics\nOne.\n\n## Decisions\nNone yet.\n';
const LIBS = ['kernel', 'law', 'gate', 'ledger', 'messaging', 'shell', 'holder', 'client', 'testing', 'bench', 'tooling'];
const SERVICES = ['authorisation', 'asset-registry', 'console', 'standalone'];

/** A reference to each folder named, as in a workspace's tsconfig.json. */
const references = (...folders: string[]): string => JSON.stringify({ references: folders.map((folder) => ({ path: `../../${folder}` })) });

const consumer = (topic: string): string =>
  `import { EventPattern } from '@nestjs/microservices';\nexport class Hears {\n  @EventPattern<string>('${topic}')\n  on(): void {}\n}\n`;

const files: Record<string, string> = {
  '.gitignore': 'node_modules/\ndist/\n',
  'LICENSE': 'MIT\n',
  'package.json': '{}\n',
  'package-lock.json': '{ "packages": { "node_modules/@cpmp/kernel": { "resolved": "libs/kernel", "link": true } } }\n',
  ...Object.fromEntries(LIBS.flatMap((name) => [
    [`libs/${name}/package.json`, `{ "name": "@cpmp/${name}" }\n`],
    [`libs/${name}/src/index.ts`, `export const name = '${name}';\n`],
  ])),
  ...Object.fromEntries(SERVICES.flatMap((name) => [
    [`services/${name}/package.json`, `{ "name": "@cpmp/${name}" }\n`],
    [`services/${name}/README.md`, README],
    [`services/${name}/src/app.module.ts`, `export const name = '${name}';\n`],
  ])),
  'services/console/README.md': '# Console\n\n## Pages\nOne.\n\n## Decisions\nNone yet.\n',
  'proto/package.json': '{ "name": "@cpmp/proto" }\n',
  'proto/gate/v1/gate.proto': 'syntax = "proto3";\nmessage PermitEvent {\n}\n',
  'proto/gen/gate/v1/gate_pb.ts': 'export type PermitEvent = object;\n',
  'proto/topics.yaml':
    'authorisation.permits.v1:\n  owner: authorisation\n  message: gate.v1.PermitEvent\n  key: stream\n  retention: forever\n  readers:\n    asset-registry: deploys under permits\n',
  'libs/ledger/src/store.ts': "import { DatabaseSync } from 'node:sqlite';\nexport const open = (): DatabaseSync => new DatabaseSync(':memory:');\n",
  'libs/law/packs/ranks.yaml': 'ladders:\n  met:\n    ranks: [inspector, superintendent, commissioner]\n',
  'libs/law/src/load.ts': "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
  'libs/gate/src/wire.ts': "import type { PermitEvent } from '@cpmp/proto/gate';\nexport type Wire = PermitEvent;\n",
  'libs/gate/tsconfig.json': JSON.stringify({ references: [{ path: '../../proto' }] }),
  'services/authorisation/src/publish.ts': "import { name } from '@cpmp/messaging';\nexport const publish = [name, 'authorisation.permits.v1'];\n",
  'services/authorisation/src/domain/authority.ts':
    "import { name } from '@cpmp/kernel';\nexport type Ended = { readonly process: string };\nexport const ends = (at: string): string => new Date(Date.parse(at)).toISOString() + name;\n",
  'services/authorisation/src/domain/authority.spec.ts': "import { name } from '@cpmp/shell/testing';\nit('runs', async () => { await Promise.resolve(name); });\n",
  'services/authorisation/tsconfig.json': references('libs/kernel', 'libs/messaging', 'libs/shell'),
  'libs/shell/src/testing/test-host.ts': "export const name = 'host';\n",
  'libs/testing/src/plays.ts': "import { publish } from '@cpmp/authorisation/publish';\nexport const played = publish;\n",
  'libs/testing/tsconfig.json': references('services/authorisation'),
  'services/standalone/src/plays.spec.ts': "import { name } from '@cpmp/testing';\nit('runs', () => { name.trim(); });\n",
  'services/asset-registry/src/app.module.ts': "import { Hears } from './consumers/permits.consumer.js';\nexport const consumers = [Hears];\n",
  'services/asset-registry/src/consumers/permits.consumer.ts': consumer('authorisation.permits.v1'),
  'services/standalone/README.md': README,
  'services/standalone/src/main.ts': "import { name } from '@cpmp/authorisation';\nexport const services = [name];\n",
  'services/standalone/tsconfig.json': references('services/authorisation', 'libs/testing'),
};

/** A small project in which every rule is kept: the specs plant their breaches in it. */
export const sample: Tree = new Map(Object.entries(files));

/** The sample with files added or changed; `undefined` takes a file out. */
export const planted = (changes: Readonly<Record<string, string | undefined>>): Tree =>
  new Map([...new Map([...sample, ...Object.entries(changes)])].filter((entry): entry is [string, string] => entry[1] !== undefined));

/** Writes a tree into a temporary folder of its own, lets `use` look at it, and takes it away. */
export const onDisk = async <T>(tree: Tree, use: (root: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'cpmp-tree-'));
  try {
    for (const [path, text] of tree) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
