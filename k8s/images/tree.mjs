/**
 * What the image of one process holds, as a folder to build it from: `node k8s/images/tree.mjs SERVICE FOLDER`, after `npm run build`.
 * The service, the libraries, what they read, and the production packages that are installed here: nothing is fetched.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const [service, folder] = process.argv.slice(2);
const services = readdirSync(join(ROOT, 'services')).filter((name) => name !== 'standalone' && existsSync(join(ROOT, 'services', name, 'package.json')));
if (!services.includes(service) || !folder) throw new Error(`tree.mjs SERVICE FOLDER, a service being one of ${services.join(', ')}`);
const out = resolve(folder);
if (existsSync(out)) throw new Error(`${folder} is there already`);

/** Of the libraries, all that a process may load. */
const NOT_SHIPPED = new Set(['bench', 'testing', 'tooling']);
const workspaces = [`services/${service}`, 'proto', ...readdirSync(join(ROOT, 'libs')).filter((name) => !NOT_SHIPPED.has(name)).map((name) => `libs/${name}`)];

/** Sources, specs and what only they read stay behind. */
const SOURCES = new Set(['src', 'node_modules', 'snapshots', 'pictures', 'checked', 'cases', 'drafts', 'bin']);
const shipped = (path) => !SOURCES.has(basename(path)) && !/\.(spec|contract)\.|\.d\.ts$|\.map$|\.tsbuildinfo$|^golden\.ndjson$|^tsconfig.*\.json$/.test(basename(path));

for (const workspace of workspaces) {
  if (workspace !== 'proto' && !existsSync(join(ROOT, workspace, 'dist'))) throw new Error(`${workspace} is not built: npm run build`);
  cpSync(join(ROOT, workspace), join(out, workspace), { recursive: true, filter: shipped });
}

const { status, stdout } = spawnSync('npm', ['ls', '--omit=dev', '--omit=optional', '--all', '--parseable'], { cwd: ROOT, encoding: 'utf8' });
const packages = stdout.split('\n').map((path) => relative(ROOT, path)).filter((path) => path.startsWith('node_modules/') && !path.startsWith('node_modules/@cpmp/'));
if (packages.length === 0) throw new Error(`npm ls names no packages (it ended with ${status})`);
for (const path of packages.toSorted()) {
  cpSync(join(ROOT, path), join(out, path), { recursive: true, filter: (from) => !relative(join(ROOT, path), from).split('/').includes('node_modules') && !/\.(map|md|d\.[cm]?ts)$/.test(from) });
}
mkdirSync(join(out, 'node_modules/@cpmp'), { recursive: true });
for (const workspace of workspaces) symlinkSync(join('../..', workspace), join(out, 'node_modules/@cpmp', basename(workspace)));

writeFileSync(join(out, 'package.json'), `${JSON.stringify({ name: `cpmp-${service}`, private: true, type: 'module', main: `services/${service}/dist/main.js` }, null, 2)}\n`);
console.log(out);
