/**
 * What the image of one process holds, as a folder to build it from: `node k8s/images/tree.mjs NAME FOLDER`, after `npm run build`.
 * The service, the libraries, what they read, the production packages that are installed here, and the list of those: nothing is fetched.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { ROOT } from '../../libs/tooling/bin/prepare.mjs';
import { bomOf } from './bom.mjs';

/** The development host, which hands out sign-ins and moves a clock: no production chart runs it. */
export const DEVELOPMENT = 'standalone';
const FOLDERS = readdirSync(join(ROOT, 'services')).filter((name) => existsSync(join(ROOT, 'services', name, 'package.json')));
/** The processes of production. */
export const SERVICES = FOLDERS.filter((name) => name !== DEVELOPMENT);
/** The program that an image runs. */
const mainOf = (name) => (name === DEVELOPMENT ? 'services/standalone/dist/cluster.command.js' : `services/${name}/dist/main.js`);

/** Of the libraries, all that a process may load. */
const NOT_SHIPPED = new Set(['bench', 'testing', 'tooling']);
const LIBRARIES = readdirSync(join(ROOT, 'libs')).filter((name) => !NOT_SHIPPED.has(name)).map((name) => `libs/${name}`);
const workspacesOf = (name) => [...(name === DEVELOPMENT ? FOLDERS : [name]).map((folder) => `services/${folder}`), 'proto', ...LIBRARIES];

/** Sources, specs and what only they read stay behind. */
const SOURCES = new Set(['src', 'node_modules', 'snapshots', 'pictures', 'cases', 'drafts', 'rehearsals']);
const shipped = (path) => !SOURCES.has(basename(path)) && !/\.(spec|contract|engines)\.|\.d\.ts$|\.map$|\.tsbuildinfo$|^golden\.ndjson$|^tsconfig.*\.json$/.test(basename(path));

/** Paths of the production packages, from the root. @throws when npm names none */
const packages = () => {
  const { status, stdout } = spawnSync('npm', ['ls', '--omit=dev', '--omit=optional', '--all', '--parseable'], { cwd: ROOT, encoding: 'utf8' });
  const paths = stdout.split('\n').map((path) => relative(ROOT, path)).filter((path) => path.startsWith('node_modules/') && !path.startsWith('node_modules/@cpmp/'));
  if (paths.length === 0) throw new Error(`npm ls names no packages (it ended with ${status})`);
  return [...new Set(paths)].toSorted();
};

const copyPackage = (path, out) =>
  cpSync(join(ROOT, path), join(out, path), { recursive: true, filter: (from) => !relative(join(ROOT, path), from).split('/').includes('node_modules') && !/\.(map|md|d\.[cm]?ts)$/.test(from) });

/** `base`: where the lists of a base of ours lie, for the bill of materials. Makes the folder, or makes it anew: `packages`, the same for every image and copied once, and `app`. @throws when something is not built */
export const makeTree = (name, folder, version, base) => {
  if (!FOLDERS.includes(name) || !folder) throw new Error(`tree.mjs NAME FOLDER, a name being one of ${FOLDERS.join(', ')}`);
  const out = resolve(folder);
  const app = join(out, 'app');
  rmSync(app, { recursive: true, force: true });
  const paths = packages();
  if (!existsSync(join(out, 'packages'))) paths.forEach((path) => copyPackage(path, join(out, 'packages')));

  const workspaces = workspacesOf(name);
  for (const workspace of workspaces) {
    if (workspace !== 'proto' && !existsSync(join(ROOT, workspace, 'dist'))) throw new Error(`${workspace} is not built: npm run build`);
    cpSync(join(ROOT, workspace), join(app, workspace), { recursive: true, filter: shipped });
  }
  mkdirSync(join(app, 'node_modules/@cpmp'), { recursive: true });
  for (const workspace of workspaces) symlinkSync(join('../..', workspace), join(app, 'node_modules/@cpmp', basename(workspace)));
  writeFileSync(join(app, 'package.json'), `${JSON.stringify({ name: `cpmp-${name}`, version, private: true, type: 'module', main: mainOf(name) }, null, 2)}\n`);
  writeFileSync(join(app, 'bom.cdx.json'), `${JSON.stringify(bomOf(name, version, paths, base), null, 1)}\n`);
  return out;
};

if (process.argv[1] === import.meta.filename) console.log(makeTree(process.argv[2], process.argv[3], '0.1.0'));
