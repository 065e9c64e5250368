import type { Rehearsal } from '../rehearsal/read.js';

/** When the simulated year begins. */
export const STARTS = '2026-01-05T08:00:00.000Z';

const THINGS_AN_AUTHORITY = 0.1;
const LEAST_THINGS = 4;

/** How many trackers, teams, operatives and sources a force of a size has of each. */
export const thingsFor = (authorities: number): number => LEAST_THINGS + Math.ceil(authorities * THINGS_AN_AUTHORITY);

type Head = Pick<Rehearsal, 'people' | 'assets' | 'resources' | 'sources'>;
/** The unit that looks after sources and operatives. */
const CARE = { handler: 'dc-bell', controller: 'ds-cole', 'record-maintainer': 'ds-dunn' } as const;

const numbered = <T>(prefix: string, count: number, one: (n: number) => T): Readonly<Record<string, T>> => Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}-${n + 1}`, one(n + 1)]));

/** A force of one size: its people by the roles that the year needs, and things and sources in proportion to its authorities. */
export const forceFor = (authorities: number): Head => {
  const many = thingsFor(authorities);
  const people: Head['people'] = {
    'ci-bello': { rank: 'chief-inspector', roles: ['duty-officer'], force: 'met' },
    'dc-ahmed': { rank: 'constable', roles: ['applicant'], force: 'met', unit: 'SCO35' },
    'dc-stone': { rank: 'constable', roles: ['applicant'], force: 'met', unit: 'SCO7' },
    'dc-bell': { rank: 'constable', roles: ['applicant', 'handler'], force: 'met', unit: 'DSU-2' },
    'ds-cole': { rank: 'sergeant', roles: ['controller', 'cover-officer'], force: 'met', unit: 'DSU-2' },
    'ds-dunn': { rank: 'sergeant', roles: ['record-maintainer'], force: 'met', unit: 'DSU-2' },
    'cab-lane': { rank: 'sergeant', roles: ['gatekeeper'], force: 'met', unit: 'CAB' },
    'cab-hart': { rank: 'sergeant', roles: ['gatekeeper'], force: 'met', unit: 'CAB' },
    'supt-okafor': { rank: 'superintendent', roles: ['authorising-officer'], force: 'met' },
    'cmdr-osei': { rank: 'commander', roles: ['authorising-officer'], force: 'met' },
    'ac-whitfield': { rank: 'assistant-commissioner', roles: ['authorising-officer'], force: 'met' },
    'cmdr-hale': { rank: 'commander', roles: ['senior-responsible-officer'], force: 'met' },
    'rm-price': { rank: 'sergeant', roles: ['resource-manager', 'asset-custodian'], force: 'met' },
    'di-rowe': { rank: 'inspector', roles: ['risk-owner'], force: 'met' },
    'jc-farrow': { roles: ['judicial-commissioner'] },
  };
  return {
    people,
    assets: numbered('tracker', many, (n) => ({ kind: 'vehicle-tracker', serial: `VT-${n}`, site: 'hendon' })),
    resources: {
      ...numbered('team', many, () => ({ kind: 'surveillance-team', skills: ['foot', 'mobile'] })),
      ...numbered('op', many, () => ({ kind: 'undercover-operative', accredited: { advanced: '2028-12-31' }, 'assessed-until': '2028-12-31', ...CARE, 'cover-officer': 'ds-cole' })),
    },
    sources: numbered('src', many, (n) => ({ pseudonym: `BIRD-${n}`, born: '1985-03-19', vulnerable: false, ...CARE })),
  };
};
