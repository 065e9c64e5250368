import type { AllocationRequest } from '@cpmp/gate';
import { gateSamples } from '@cpmp/gate/samples';
import { risks, told } from '@cpmp/holder';
import { goldenContract, heard, sampled } from '@cpmp/ledger/golden';
import { authorities, deadlinesSet, deadlinesTaken } from '@cpmp/shell';
import { resourceAllocation } from './app.module.js';
import { resource } from './domain/resource.js';
import { tasking } from './domain/tasking.js';

const WINDOW = { from: '2026-03-02T10:00:00.000Z', to: '2026-03-09T10:00:00.000Z' };
const fitness = { skills: ['rural'], accredited: { 'foundation-operative': '2026-12-31' }, assessedUntil: '2026-08-31' };
const reassessment = (n: number) => ({ id: `fitness/reassessment/${n}`, what: 'reassessment', due: '2026-08-31T23:00:00.000Z', statutory: false });
const request: AllocationRequest = {
  allocation: 'allocationaaaaaa', tasking: 'golden', holder: 'resource-allocation', thing: 'resource-golden', operationId: 'op-1', window: WINDOW, priority: 1, requestedBy: 'rm-price', released: false,
  needs: [{ kind: 'undercover-operative', skill: 'rural' }],
};

goldenContract(new URL('../golden.ndjson', import.meta.url), {
  aggregates: [
    sampled(resource, {
      ResourceRegistered: {
        type: 'ResourceRegistered', by: 'rm-price', kind: 'undercover-operative', label: 'UCO-7', site: 'Lambeth', handler: 'h-quinn', controller: 'cont-ives', recordMaintainer: 'rec-moss', coverOfficer: 'co-baird',
        ...fitness, deadlines: { set: [reassessment(1)] },
      },
      OperativeRoleChanged: { type: 'OperativeRoleChanged', by: 'co-baird', reason: 'Posted elsewhere.', roles: [{ role: 'handler', person: 'h-quinn', from: '2026-03-02', until: '2026-04-01' }, { role: 'handler', person: 'h-rudd', from: '2026-04-01' }] },
      FitnessRecorded: {
        type: 'FitnessRecorded', by: 'rm-price', ...fitness, deadlines: { set: [reassessment(2)], discharged: [{ id: 'fitness/reassessment/1', at: '2026-03-02T09:00:00.000Z', how: 'done' }] },
      },
      ...gateSamples('resource-allocation', 'resource-golden'),
    }),
    sampled(tasking, {
      TaskingRequested: {
        type: 'TaskingRequested', operation: 'Copper Weir', operationId: 'op-1', needs: [{ kind: 'undercover-operative', skill: 'rural', count: 1 }], window: WINDOW, priority: 1, by: 'dc-ahmed', force: 'met', unit: 'SCO35',
      },
      AllocationRequested: { type: 'AllocationRequested', request },
      AllocationRefused: { type: 'AllocationRefused', allocation: request.allocation, refusal: { refused: 'already-committed', because: 'It is committed.' } },
      AllocationBooked: { type: 'AllocationBooked', allocation: request.allocation },
      AllocationGivenBack: { type: 'AllocationGivenBack', request: { ...request, released: true } },
      AllocationReleased: { type: 'AllocationReleased', allocation: request.allocation },
    }),
    sampled(told, { OpenPermitsHeard: { type: 'OpenPermitsHeard', log: 'resource-allocation/2' } }),
  ],
  views: [...resourceAllocation.views, deadlinesSet, deadlinesTaken],
  heard: [
    heard(authorities, { AuthorityHeard: { type: 'AuthorityHeard', authorisation: 'caseaaaaaaaaaaaa', reference: 'MET-26-0001', operationId: 'op-1', force: 'met', unit: 'SCO35', applicant: 'dc-ahmed', officer: 'supt-okafor' } }),
    heard(risks, { RiskHeard: { type: 'RiskHeard', about: 'resource-golden', residual: 12, appetite: 10, acceptedUntil: '2026-04-01T00:00:00.000Z', closed: false } }),
    heard(deadlinesTaken, { DeadlineTaken: { type: 'DeadlineTaken', deadline: 'resource-golden/fitness/reassessment/1' } }),
  ],
});
