import type { EventMeta } from '@cpmp/ledger';
import { type AuthorityHeard, type AuthorityKnown, authorities, worksOn } from './known-cases.js';

const said: AuthorityHeard = {
  type: 'AuthorityHeard', authorisation: 'caseaaaaaaaaaaaa', reference: 'MET-26-0001', operationId: 'op-1', force: 'met', unit: 'SCO35', applicant: 'dc-ahmed', officer: '',
};
const after = (...heard: readonly AuthorityHeard[]): AuthorityKnown | undefined =>
  heard.reduce<AuthorityKnown | undefined>((doc, each) => authorities.on.AuthorityHeard?.(doc, each, {} as EventMeta, 'authority-caseaaaaaaaaaaaa'), undefined);
const nobody = { person: 'pc-nobody', roles: [] };

describe('given what was heard of a case', () => {
  const known = after({ ...said, cleared: ['dc-lowe'] }, { ...said, officer: 'insp-bell' }, { ...said, officer: 'supt-okafor' }, { ...said, officer: 'insp-bell' });

  it('then every officer who acted and every person cleared is kept, once each', () => {
    expect(known?.officers).toEqual(['dc-lowe', 'insp-bell', 'supt-okafor']);
  });

  it('then its applicant, its officers and its unit work on it', () => {
    for (const person of ['dc-ahmed', 'dc-lowe', 'insp-bell', 'supt-okafor']) expect(worksOn({ ...nobody, person }, known)).toBe(true);
    expect(worksOn({ ...nobody, force: 'met', unit: 'SCO35' }, known)).toBe(true);
  });

  it('then nobody else does: another unit, the same unit of another force, and whoever has no unit', () => {
    expect(worksOn({ ...nobody, force: 'met', unit: 'SCO36' }, known)).toBe(false);
    expect(worksOn({ ...nobody, force: 'kent', unit: 'SCO35' }, known)).toBe(false);
    expect(worksOn({ ...nobody, force: 'met', unit: '' }, after({ ...said, unit: '' }))).toBe(false);
    expect(worksOn({ ...nobody, force: 'met' }, known)).toBe(false);
  });
});

describe('given nothing was heard of a case', () => {
  it('then nobody works on it', () => {
    expect(worksOn({ ...nobody, person: 'dc-ahmed', force: 'met', unit: 'SCO35' }, undefined)).toBe(false);
  });
});
