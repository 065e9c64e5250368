import { resolve } from 'node:path';
import { rules, untidy } from './tidy.js';
import { readTree } from './tree.js';

const breaches = untidy(readTree(resolve(process.argv[2] ?? '.')));
for (const { rule, where, what } of breaches) console.log(`${where}: ${what} [${rule}]`);
for (const { name, why } of rules) if (breaches.some(({ rule }) => rule === name)) console.log(`${name}: ${why}`);
process.exitCode = breaches.length > 0 ? 1 : 0;
