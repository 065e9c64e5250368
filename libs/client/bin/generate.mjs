/**
 * Writes the typed client's operations from the services' OpenAPI documents, without starting any of them.
 * `--out DIR` writes elsewhere; `--check` writes nothing and exits 1, naming the files that are not what the services say now.
 * What it reads is found at run time, from what is built: the client itself depends on no service and not on the shell.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { indexOf, operationsOf } from './write-types.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const GENERATED = 'libs/client/src/gen';
const HOSTS = new Set(['console', 'standalone']);

const load = (folder, file) => import(pathToFileURL(join(ROOT, folder, 'dist', file)).href);

/** A service's parts: the one export that has controllers. */
const partsOf = async (service) => {
  const module = await load(`services/${service}`, 'app.module.js');
  const parts = Object.values(module).find((value) => Array.isArray(value?.controllers) && value.name === service);
  if (!parts) throw new Error('its app.module exports no parts of that name');
  return parts;
};

/** The files as they should be, by name, and why a service has none. */
const generated = async () => {
  const { documentOf } = await load('libs/shell', 'index.js');
  const files = {};
  const missing = [];
  for (const service of readdirSync(join(ROOT, 'services')).filter((name) => existsSync(join(ROOT, 'services', name, 'package.json')) && !HOSTS.has(name)).toSorted()) {
    try {
      files[`${service}.ts`] = operationsOf(service, documentOf(await partsOf(service)));
    } catch (error) {
      missing.push(`${service}: ${error.message}`);
      // A service that cannot be read now keeps what was generated from it last.
      const last = join(ROOT, GENERATED, `${service}.ts`);
      if (existsSync(last)) files[`${service}.ts`] = readFileSync(last, 'utf8');
    }
  }
  files['index.ts'] = indexOf(Object.keys(files));
  return { files, missing };
};

const option = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

const folder = option('--out') ?? join(ROOT, GENERATED);
const { files, missing } = await generated();
for (const why of missing) console.error(`no client for ${why}`);
if (process.argv.includes('--check')) {
  const outdated = Object.entries(files).flatMap(([name, text]) => (existsSync(join(folder, name)) && readFileSync(join(folder, name), 'utf8') === text ? [] : [name]));
  const left = existsSync(folder) ? readdirSync(folder).filter((name) => !(name in files)) : [];
  for (const name of [...outdated, ...left]) console.error(`${GENERATED}/${name} is not what the services say: npm run gen`);
  process.exitCode = outdated.length + left.length + missing.length > 0 ? 1 : 0;
} else {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  process.exitCode = missing.length > 0 ? 1 : 0;
}
