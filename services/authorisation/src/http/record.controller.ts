import { Controller, Get, Post } from '@nestjs/common';
import { In, type Input, Operation, reply } from '@cpmp/shell';
import { RecordService } from '../record.service.js';
import { CheckpointAnswer, EvidenceAnswer, ProofAnswer, VerificationAnswer } from './answers.js';
import { ConsistencyQuery, type ConsistencyInput, type EvidenceInput, EvidenceQuery, IdParams, InclusionQuery, type InclusionInput, VerifyBody, type VerifyInput } from './requests.js';

/** What proves the record. */
@Controller('/api/authorisation/v1')
export class RecordController {
  constructor(private readonly records: RecordService) {}

  @Operation({ id: 'takeEvidence', summary: 'One case as evidence: its commits, their proofs and a signed checkpoint, to be checked offline', params: IdParams, query: EvidenceQuery, answer: EvidenceAnswer })
  @Get('authorisations/:id/evidence')
  async evidence(@In() input: Input<{ id: string }, EvidenceInput>) {
    const pack = await this.records.evidence(input);
    return reply(pack, { file: `${pack.reference}-evidence.json` });
  }

  @Operation({ id: 'readCheckpoint', summary: 'The size and the root of the log, signed; keep it elsewhere', answer: CheckpointAnswer })
  @Get('log/checkpoint')
  checkpoint(@In() input: Input) {
    return this.records.checkpoint(input);
  }

  @Operation({ id: 'proveInclusion', summary: 'That a commit is in the tree of a size (RFC 6962 §2.1.1)', query: InclusionQuery, answer: ProofAnswer })
  @Get('log/inclusion')
  inclusion(@In() input: Input<{}, InclusionInput>) {
    return this.records.inclusion(input);
  }

  @Operation({ id: 'proveConsistency', summary: 'That the tree of a size begins with a smaller one (RFC 6962 §2.1.2)', query: ConsistencyQuery, answer: ProofAnswer })
  @Get('log/consistency')
  consistency(@In() input: Input<{}, ConsistencyInput>) {
    return this.records.consistency(input);
  }

  @Operation({ id: 'verifyLog', summary: 'Walk the whole log, and hold it against a checkpoint that was kept', body: VerifyBody, answer: VerificationAnswer, status: 200, keyless: true })
  @Post('log/verification')
  verify(@In() input: Input<{}, {}, VerifyInput>) {
    return this.records.verify(input);
  }
}
