/**
 * What is wrong with skaffold.yaml. Its published schema (skaffold/v4beta14) is not copied here: this is a closed one of our own, of the parts that we use,
 * with the same names and types; a part that it does not know is refused until somebody looks it up. Skaffold itself was not run.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../bin/prepare.mjs';

const name = z.string().regex(/^[a-z0-9-]+$/);
const local = z.strictObject({ push: z.boolean().optional(), concurrency: z.int().min(0).optional() });
const artifact = z.strictObject({
  image: z.string(),
  custom: z.strictObject({ buildCommand: z.string(), dependencies: z.strictObject({ paths: z.array(z.string()).min(1), ignore: z.array(z.string()).optional() }) }),
});
const release = z.strictObject({
  name, chartPath: z.string(), namespace: name, createNamespace: z.boolean().optional(), valuesFiles: z.array(z.string()).optional(), setValues: z.record(z.string(), z.unknown()).optional(),
  skipBuildDependencies: z.boolean().optional(), dependsOn: z.array(name).optional(),
});
const schema = z.strictObject({
  apiVersion: z.literal('skaffold/v4beta14'),
  kind: z.literal('Config'),
  metadata: z.strictObject({ name }),
  build: z.strictObject({ tagPolicy: z.strictObject({ inputDigest: z.strictObject({}) }), local, artifacts: z.array(artifact).min(1) }),
  deploy: z.strictObject({ statusCheckDeadlineSeconds: z.int().positive().optional(), helm: z.strictObject({ releases: z.array(release).min(1) }) }),
  portForward: z.array(z.strictObject({ resourceType: z.enum(['service', 'deployment', 'pod']), resourceName: z.string(), namespace: name, port: z.int(), localPort: z.int() })),
  profiles: z.array(z.strictObject({
    name,
    patches: z.array(z.strictObject({ op: z.enum(['add', 'remove', 'replace', 'move', 'copy', 'test']), path: z.string().startsWith('/'), from: z.string().optional(), value: z.unknown().optional() })).optional(),
    build: z.strictObject({ local }).optional(),
  })),
});

/** Paths that are not there, and images of the development chart that nothing builds: `rendered` is that chart's text. */
const adrift = ({ build, deploy }, rendered) => {
  const paths = [
    ...build.artifacts.flatMap(({ custom }) => [custom.buildCommand, ...custom.dependencies.paths]),
    ...deploy.helm.releases.flatMap(({ chartPath, valuesFiles = [] }) => [chartPath, ...valuesFiles]),
  ];
  const built = new Set(build.artifacts.map(({ image }) => image));
  const used = new Set([...rendered.matchAll(/^ *(?:- )?image: "?([^"\n]+):[^:"\n]+"?$/gm)].map(([, image]) => image));
  return [
    ...[...new Set(paths)].filter((path) => !existsSync(join(ROOT, path)) && globSync(path, { cwd: ROOT }).length === 0).map((path) => `there is no ${path}`),
    ...[...used].filter((image) => !built.has(image)).map((image) => `nothing builds ${image}`),
    ...[...built].filter((image) => !used.has(image)).map((image) => `nobody runs ${image}`),
  ];
};

/** The committed file. */
export const skaffoldText = () => readFileSync(join(ROOT, 'skaffold.yaml'), 'utf8');

/** Each fault of a text of it in a sentence. */
export const skaffoldFaults = (text, rendered) => {
  const read = schema.safeParse(parse(text));
  const faults = read.success ? adrift(read.data, rendered) : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return faults.map((fault) => `skaffold.yaml: ${fault}`);
};
