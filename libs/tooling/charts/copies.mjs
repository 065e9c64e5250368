/** What the charts hold that is written from elsewhere: the values of the five services, which differ by the service's name and by what one alone takes, the platform's topics, every chart's schema, and the page of what is measured. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../bin/prepare.mjs';
import { measuresPage } from './measures.mjs';
import { schemaOf } from './schema.mjs';

/** The charts of services, all that run a process, and all that are installed. */
export const SERVICES = ['authorisation', 'asset-registry', 'resource-allocation', 'risk-assessment', 'notification'];
export const PROCESSES = [...SERVICES, 'console'];
export const CHARTS = [...PROCESSES, 'platform'];

/** The chart of a cluster for one developer: no chart of production, and judged beside them. */
export const DEVELOPMENT = 'k8s/dev/chart';

const schemaText = (chart) => `${JSON.stringify(schemaOf(SERVICES.includes(chart) ? 'service' : chart, chart), null, 1)}\n`;

/** What one service alone takes. */
const ownValues = (chart) => {
  const path = join(ROOT, `charts/service/values.${chart}.yaml`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

const copies = () => {
  const values = readFileSync(join(ROOT, 'charts/service/values.each.yaml'), 'utf8');
  return [
    ...SERVICES.map((chart) => [`charts/${chart}/values.yaml`, values.replaceAll('{service}', chart) + ownValues(chart)]),
    ['charts/platform/topics.yaml', readFileSync(join(ROOT, 'proto/topics.yaml'), 'utf8')],
    ['charts/MEASURES.md', measuresPage()],
    ...CHARTS.map((chart) => [`charts/${chart}/values.schema.json`, schemaText(chart)]),
    [`${DEVELOPMENT}/values.schema.json`, schemaText('development')],
  ];
};

const textOf = (path) => {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return undefined;
  }
};

/** The copies that are not what their source says now. */
export const outdatedCopies = () => copies().filter(([path, text]) => textOf(path) !== text).map(([path]) => path);

/** Writes them all. */
export const writeCopies = () => copies().forEach(([path, text]) => writeFileSync(join(ROOT, path), text));
