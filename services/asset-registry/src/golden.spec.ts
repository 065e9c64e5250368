import { gateSamples } from '@cpmp/gate/samples';
import { risks, told } from '@cpmp/holder';
import { goldenContract, heard, sampled } from '@cpmp/ledger/golden';
import { authorities, deadlinesSet, deadlinesTaken } from '@cpmp/shell';
import { assetRegistry } from './app.module.js';
import { asset } from './domain/asset.js';
import { type Facts, source } from './domain/source.js';

const facts: Facts = { vulnerable: false, turns: { '16': '2026-03-02', '18': '2027-05-01' }, roles: [{ role: 'handler', person: 'dc-bell', from: '2026-03-02', until: '2026-03-09' }] };

goldenContract(new URL('../golden.ndjson', import.meta.url), {
  aggregates: [
    sampled(asset, {
      AssetRegistered: { type: 'AssetRegistered', by: 'rm-price', kind: 'vehicle-tracker', serial: 'TRK-0117', site: 'Lambeth', label: 'Tracker 117', inspectionDue: '2026-09-30' },
      AssetCheckedOut: { type: 'AssetCheckedOut', to: 'dc-ahmed', by: 'rm-price', note: 'For Copper Weir.' },
      AssetCheckedIn: { type: 'AssetCheckedIn', by: 'rm-price', note: 'Scratched.' },
      ServiceabilityRecorded: { type: 'ServiceabilityRecorded', by: 'rm-price', serviceable: true, burned: false, reason: 'Looked at.', inspectionDue: '2026-10-31' },
      ...gateSamples('asset-registry', 'asset-golden'),
    }),
    sampled(source, {
      SourceRegistered: { type: 'SourceRegistered', by: 'dc-bell', force: 'met', pseudonym: 'KESTREL', born: '2009-05-01', facts },
      SourceRoleChanged: { type: 'SourceRoleChanged', by: 'dc-bell', reason: 'Leave.', facts },
      SourceVulnerabilityRecorded: { type: 'SourceVulnerabilityRecorded', by: 'dc-bell', reason: 'Seen by a doctor.', facts: { ...facts, vulnerable: true } },
      SourceRecordAdded: { type: 'SourceRecordAdded', by: 'dc-bell', addedAt: '2026-03-02T09:00:00.000Z', particular: 'k', text: 'Met at noon.' },
      SourceMeetingRecorded: { type: 'SourceMeetingRecorded', by: 'dc-bell', recordedAt: '2026-03-02T09:00:00.000Z', heldAt: '2026-03-01T12:00:00.000Z', age: 'under-18', adult: 'Her aunt, who has parental responsibility', reason: 'Wished by the source.' },
    }),
    sampled(told, { OpenPermitsHeard: { type: 'OpenPermitsHeard', log: 'asset-registry/2' } }),
  ],
  views: [...assetRegistry.views, deadlinesSet, deadlinesTaken],
  heard: [
    heard(authorities, { AuthorityHeard: { type: 'AuthorityHeard', authorisation: 'caseaaaaaaaaaaaa', reference: 'MET-26-0001', operationId: 'op-1', force: 'met', unit: 'SCO35', applicant: 'dc-ahmed', officer: 'supt-okafor' } }),
    heard(risks, { RiskHeard: { type: 'RiskHeard', about: 'asset-golden', residual: 12, appetite: 10, acceptedUntil: '2026-04-01T00:00:00.000Z', closed: false } }),
    heard(deadlinesTaken, { DeadlineTaken: { type: 'DeadlineTaken', deadline: 'asset-golden/permitaaaaaaaaaa/recovery/1' } }),
  ],
});
