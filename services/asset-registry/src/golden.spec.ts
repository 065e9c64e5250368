import { gateSamples } from '@cpmp/gate/samples';
import { risks } from '@cpmp/holder';
import { goldenContract, heard, sampled } from '@cpmp/ledger/golden';
import { authorities, deadlinesSet, deadlinesTaken } from '@cpmp/shell';
import { assetRegistry } from './app.module.js';
import { asset } from './domain/asset.js';

goldenContract(new URL('../golden.ndjson', import.meta.url), {
  aggregates: [
    sampled(asset, {
      AssetRegistered: { type: 'AssetRegistered', by: 'rm-price', kind: 'vehicle-tracker', serial: 'TRK-0117', site: 'Lambeth', label: 'Tracker 117', inspectionDue: '2026-09-30' },
      AssetCheckedOut: { type: 'AssetCheckedOut', to: 'dc-ahmed', by: 'rm-price', note: 'For Copper Weir.' },
      AssetCheckedIn: { type: 'AssetCheckedIn', by: 'rm-price', note: 'Scratched.' },
      ServiceabilityRecorded: { type: 'ServiceabilityRecorded', by: 'rm-price', serviceable: true, burned: false, reason: 'Looked at.', inspectionDue: '2026-10-31' },
      ...gateSamples('asset-registry', 'asset-golden'),
    }),
  ],
  views: [...assetRegistry.views, deadlinesSet, deadlinesTaken],
  heard: [
    heard(authorities, { AuthorityHeard: { type: 'AuthorityHeard', authorisation: 'caseaaaaaaaaaaaa', reference: 'MET-26-0001', operationId: 'op-1', force: 'met', unit: 'SCO35', applicant: 'dc-ahmed', officer: 'supt-okafor' } }),
    heard(risks, { RiskHeard: { type: 'RiskHeard', about: 'asset-golden', residual: 12, appetite: 10, acceptedUntil: '2026-04-01T00:00:00.000Z', closed: false } }),
    heard(deadlinesTaken, { DeadlineTaken: { type: 'DeadlineTaken', deadline: 'asset-golden/permitaaaaaaaaaa/recovery/1' } }),
  ],
});
