import { goldenContract, heard, sampled } from '@cpmp/ledger/golden';
import { authorities, deadlinesSet, deadlinesTaken } from '@cpmp/shell';
import { riskAssessment } from './app.module.js';
import { risk, type Standing } from './domain/risk.js';

const AT = '2026-03-02T09:00:00.000Z';
const UNTIL = '2026-04-01T00:00:00.000Z';
const stands: Standing = { about: 'authority-caseaaaaaaaaaaaa', residual: 12, appetite: 10, acceptedUntil: null };
const assessment = { threat: 'Seen by a neighbour.', controls: 'A second car.', inherent: [4, 4], residual: [3, 4] } as const;
const review = (n: number) => `risk/risk-review/${n}`;

goldenContract(new URL('../golden.ndjson', import.meta.url), {
  aggregates: [
    sampled(risk, {
      RiskAssessed: { type: 'RiskAssessed', owner: 'supt-okafor', by: 'ra-singh', at: AT, stands, ...assessment },
      RiskAccepted: {
        type: 'RiskAccepted', by: 'supt-okafor', at: AT, until: UNTIL, accepted: 12, stands: { ...stands, acceptedUntil: UNTIL },
        deadlines: { set: [{ id: review(2), what: 'risk-review', due: UNTIL, persons: ['supt-okafor'], statutory: false }], discharged: [{ id: review(1), at: AT, how: 'done' }] },
      },
      RiskReassessed: {
        type: 'RiskReassessed', by: 'ra-singh', at: AT, stands: { ...stands, residual: 16 }, ...assessment, residual: [4, 4], deadlines: { discharged: [{ id: review(2), at: AT, how: 'superseded' }] },
      },
      RiskClosed: { type: 'RiskClosed', by: 'supt-okafor', at: AT, reason: 'The case has ended.', stands: { ...stands, closed: true }, deadlines: { discharged: [{ id: review(2), at: AT, how: 'superseded' }] } },
    }),
  ],
  views: [...riskAssessment.views, deadlinesSet, deadlinesTaken],
  heard: [
    heard(authorities, { AuthorityHeard: { type: 'AuthorityHeard', authorisation: 'caseaaaaaaaaaaaa', reference: 'MET-26-0001', operationId: 'op-1', force: 'met', unit: 'SCO35', applicant: 'dc-ahmed', officer: 'supt-okafor' } }),
    heard(deadlinesTaken, { DeadlineTaken: { type: 'DeadlineTaken', deadline: `risk-golden/${review(2)}` } }),
  ],
});
