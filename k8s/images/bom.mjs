/** The bill of materials of an image, in CycloneDX 1.6: the packages that it holds, by the lock that they were installed from. It names no time and no serial number, so that the same image has the same one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../libs/tooling/bin/prepare.mjs';

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
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

/** @param paths of packages, from the root @throws for one that the lock does not name */
export const bomOf = (name, version, paths) => ({
  $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'container', 'bom-ref': 'image', name: `cpmp-${name}`, version, licenses: [{ license: { id: 'MIT' } }] } },
  components: paths.map(component),
  dependencies: [{ ref: 'image', dependsOn: paths.map((path) => component(path)['bom-ref']) }],
});
