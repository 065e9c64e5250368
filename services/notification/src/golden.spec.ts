import { goldenContract, heard, sampled } from '@cpmp/ledger/golden';
import { authorities, deadlinesSet, deadlinesTaken } from '@cpmp/shell';
import { notification } from './app.module.js';
import { deadline } from './domain/deadline.js';
import { notice } from './domain/notice.js';
import { person } from './domain/person.js';

const AT = '2026-03-02T09:00:00.000Z';
const LATER = '2026-03-02T13:00:00.000Z';
const concerning = { stream: 'authority-caseaaaaaaaaaaaa', component: 'c1', thing: null, deployment: null, reference: 'MET-26-0001', due: '2026-06-01T22:59:00.000Z' };

/** The events of telling, as a stream has them of one notice. */
const tellings = (name: string) => ({
  NoticeSent: { type: 'NoticeSent', notice: name, about: 'expiry', text: 'Authority ends, MET-26-0001', concerning, to: ['supt-okafor', 'dc-ahmed'], at: AT, escalatesAt: LATER, escalatesTo: 'duty-officer' },
  NoticeEscalated: { type: 'NoticeEscalated', notice: name, rung: 1, to: ['sro-blake'], at: LATER, escalatesAt: '2026-03-02T17:00:00.000Z', escalatesTo: 'senior-responsible-officer' },
  NoticeAcknowledged: { type: 'NoticeAcknowledged', notice: name, by: 'supt-okafor', at: LATER },
}) as const;

goldenContract(new URL('../golden.ndjson', import.meta.url), {
  aggregates: [
    sampled(deadline, {
      DeadlineTaken: {
        type: 'DeadlineTaken', deadline: 'authority-caseaaaaaaaaaaaa/c1/expiry/1', what: 'expiry', due: '2026-06-01T22:59:00.000Z', about: 'authority-caseaaaaaaaaaaaa', component: 'c1', reference: 'MET-26-0001',
        force: 'met', unit: 'SCO35', persons: ['dc-ahmed'], statutory: true, tellAt: AT,
      },
      ...tellings('ahead'),
      DeadlineNoted: { type: 'DeadlineNoted', about: 'authority-caseaaaaaaaaaaaa', by: 'sro-blake', at: AT, text: 'Spoken to on the telephone.' },
      DeadlineDischarged: { type: 'DeadlineDischarged', at: LATER, how: 'done', late: false },
    }),
    sampled(notice, {
      NoticeRaised: { type: 'NoticeRaised', event: 'recall-ordered', about: 'authority-caseaaaaaaaaaaaa', component: 'c1', thing: 'asset-golden', deployment: 'golden', reference: 'MET-26-0001', force: 'met', unit: null, persons: ['rm-price'] },
      ...tellings('recall-ordered'),
      NoticeSettled: { type: 'NoticeSettled', notice: 'recall-ordered', at: LATER },
    }),
    sampled(person, {
      PersonEntered: {
        type: 'PersonEntered', person: 'supt-okafor', name: 'A. Okafor', force: 'met', unit: null, rank: 'superintendent', dutyOfficer: false,
        roles: [{ role: 'authorising-officer', from: '2026-01-01', until: '2026-12-31' }, { role: 'gatekeeper' }],
      },
    }),
  ],
  views: [...notification.views, deadlinesSet, deadlinesTaken],
  heard: [
    heard(authorities, { AuthorityHeard: { type: 'AuthorityHeard', authorisation: 'caseaaaaaaaaaaaa', reference: 'MET-26-0001', operationId: 'op-1', force: 'met', unit: 'SCO35', applicant: 'dc-ahmed', officer: 'supt-okafor' } }),
    heard(deadlinesTaken, { DeadlineTaken: { type: 'DeadlineTaken', deadline: 'deadline-golden/x/1' } }),
  ],
});
