/**
 * Makes what the console's pages load, in dist/static: the style sheet from styles/, GOV.UK Frontend's script, our own script and icon, each
 * also compressed. Does nothing when nothing changed. `version` names the folder in the pages' addresses, so that browsers may keep files for ever.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const OUT = join(HERE, 'dist/static');
const VERSION_CHARS = 12;
const VERSION = join(OUT, 'version');

const GOVUK_MANIFEST = createRequire(import.meta.url).resolve('govuk-frontend/package.json');
const GOVUK = dirname(GOVUK_MANIFEST);
/** Where the style sheets find packages by their names. */
const MODULES = dirname(GOVUK);

/** The verifier of evidence packs: one file, for whoever takes a pack away. */
const VERIFIER = fileURLToPath(new URL('../../libs/ledger/bin/verify-evidence.mjs', import.meta.url));

const filesIn = (folder) => readdirSync(join(HERE, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

const versionOf = (files) => {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, VERSION_CHARS);
};

const styleSheet = async () => {
  const sass = await import('sass');
  return sass.compile(join(HERE, 'styles/console.scss'), { loadPaths: [MODULES], style: 'compressed', quietDeps: true }).css;
};

const version = versionOf([fileURLToPath(import.meta.url), GOVUK_MANIFEST, ...filesIn('styles'), ...filesIn('static'), VERIFIER]);
if (!existsSync(VERSION) || readFileSync(VERSION, 'utf8') !== version) {
  process.stderr.write('Building the console’s style sheet\n');
  mkdirSync(OUT, { recursive: true });
  const made = {
    'console.css': await styleSheet(),
    'govuk-frontend.min.js': readFileSync(join(GOVUK, 'dist/govuk/govuk-frontend.min.js'), 'utf8'),
    'verify-evidence.mjs': readFileSync(VERIFIER, 'utf8'),
    ...Object.fromEntries(filesIn('static').map((file) => [file.split(/[\\/]/).at(-1), readFileSync(file, 'utf8')])),
  };
  for (const [name, text] of Object.entries(made)) {
    writeFileSync(join(OUT, name), text);
    if (extname(name) === '.svg') continue;
    writeFileSync(join(OUT, `${name}.br`), brotliCompressSync(text));
    writeFileSync(join(OUT, `${name}.gz`), gzipSync(text));
  }
  writeFileSync(VERSION, version);
}
