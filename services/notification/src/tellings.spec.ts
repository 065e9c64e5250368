import { readFileSync, readdirSync } from 'node:fs';
import { rowOf } from './domain/deadline.js';
import { tellings } from './tellings.js';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const files = (folder: string, ending: RegExp): readonly string[] =>
  readdirSync(new URL(folder, ROOT), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name) && !/\.spec\.ts$|^spec-/.test(entry.name) && !/node_modules|\/dist/.test(entry.parentPath))
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'));

/** The deadlines that the format of rehearsals knows by name; the law may set any of them. */
const NAMED = [
  'commissioner-notice', 'commissioner-notice-urgent', 'review', 'expiry', 'written-record', 'renewal-window', 'error-report', 'appeal', 'recovery', 'product-review', 'risk-review', 'reassessment', 'reaccreditation',
];

/** What is set by code: `what: 'review', due` wherever a deadline is made. */
const setByCode = ['services', 'libs/gate'].flatMap((folder) => files(folder, /\.ts$/)).flatMap((text) => [...text.matchAll(/what: '([a-z-]+)', due\b/g)].map(([, what]) => what as string));

describe('the table of who hears of what', () => {
  it('given the sources, when they are read for deadlines that are set, then those are found that are known to be set', () => {
    expect(new Set(setByCode)).toEqual(new Set(['review', 'recovery', 'withdrawal-overdue', 'switch-off', 'risk-review', 'arrangements-gap', 'commissioner-comment', 'written-record', 'error-triage', 'error-report', 'error-submission', 'error-measure', 'product-review', 'product-destruction', 'product-confidential']));
  });

  it('given every deadline that a service sets or the law names, then a row names it', () => {
    for (const what of [...NAMED, ...setByCode]) expect(Object.keys(tellings.deadlines)).toContain(what);
  });

  it('given a row, then it tells two different roles ahead and two when it is late, and says something', () => {
    for (const { roles, late, says, escalateMs, leadMs } of [...Object.values(tellings.deadlines), tellings.otherwise]) {
      expect([new Set(roles).size, new Set(late).size]).toEqual([2, 2]);
      expect(says).not.toBe('');
      expect(escalateMs).toBeGreaterThan(0);
      expect(leadMs).toBeGreaterThanOrEqual(0);
    }
  });

  it('given an assessment or an accreditation that ends, then of an operative its cover officer hears; of a team none does, and it is called no operative', () => {
    expect(rowOf(tellings, { what: 'reaccreditation', about: 'resource-abcdefghijklmnop', reference: 'OP-ABCDEF', persons: [] })).toMatchObject({ says: 'Reaccreditation of an operative', held: ['cover-officer'] });
    const of = (reference: string, persons: readonly string[]) => rowOf(tellings, { what: 'reassessment', about: 'resource-abcdefghijklmnop', reference, persons });
    expect([of('OP-ABCDEF', ['co-blake']), of('OP-ABCDEF', [])].map(({ says, roles }) => [says, roles.includes('cover-officer')])).toEqual([['Reassessment of an operative', true], ['Reassessment of an operative', true]]);
    expect([of('team-red', []).says, of('team-red', []).roles]).toEqual(['Reassessment', ['resource-manager', 'senior-responsible-officer']]);
  });

  it('given a notice to the commissioner that is late, then the senior responsible officer hears', () => {
    for (const what of ['commissioner-notice', 'commissioner-notice-urgent']) expect(tellings.deadlines[what]?.late).toContain('senior-responsible-officer');
  });

  it('given an operative’s recall, then it is for cover officers and controllers, and goes no higher', () => {
    for (const [event, row] of Object.entries(tellings.events).filter(([name]) => name.endsWith('-of-operative'))) {
      expect([event, row.persons, row.roles, row.ladder]).toEqual([event, 'instead', ['cover-officer', 'controller'], ['cover-officer', 'controller']]);
    }
  });

  it('given the roles of the table, then each is one that the platform knows', () => {
    const known = new Set([...read('services/authorisation/src/permissions.ts').matchAll(/'([a-z-]+)'/g), ...['asset-registry', 'resource-allocation', 'risk-assessment', 'notification'].flatMap((service) => [...read(`services/${service}/src/permissions.ts`).matchAll(/'([a-z-]+)'/g)])].map(([, role]) => role));
    // The duty officer hears and may do nothing.
    const all = [...Object.values(tellings.deadlines), tellings.otherwise, ...Object.values(tellings.events)].flatMap(({ roles, late, ladder = [] }) => [...roles, ...late, ...ladder]);
    expect([...new Set(all)].filter((role) => !known.has(role)).toSorted()).toEqual(['duty-officer']);
  });
});
