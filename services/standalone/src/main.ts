import { parseArgs } from 'node:util';
import { startPlatform } from './platform.js';

const { values } = parseArgs({ options: { port: { type: 'string', default: '8080' }, data: { type: 'string', default: '.data' }, clock: { type: 'string', default: 'machine' }, starts: { type: 'string' }, 'no-demonstration': { type: 'boolean', default: false } } });
const platform = await startPlatform({ data: values.data, port: Number(values.port), clock: values.clock === 'virtual' ? { kind: 'virtual', startsAt: values.starts ?? new Date().toISOString() } : { kind: 'machine' } });
console.log(`Data: ${platform.dataDirectory}`);
console.log(platform.url);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void platform.close().then(() => process.exit(0)));
