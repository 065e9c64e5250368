import { Controller, Get, Post } from '@nestjs/common';
import { In, type Input, Operation, reply } from '@cpmp/shell';
import { LawService } from '../law.service.js';
import { RecordService } from '../record.service.js';
import { CheckpointAnswer, EvidenceAnswer, LawAnswer, PowersAnswer, ProofAnswer, VerificationAnswer } from './answers.js';
import { ConsistencyQuery, type ConsistencyInput, type EvidenceInput, EvidenceQuery, IdParams, InclusionQuery, type InclusionInput, type LawInput, LawQuery, VerifyBody, type VerifyInput } from './requests.js';

/** What proves the record, and the law that it stands on. */
@Controller('/api/authorisation/v1')
export class RecordController {
  constructor(
    private readonly records: RecordService,
    private readonly laws: LawService,
  ) {}

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

  @Operation({ id: 'readLaw', summary: 'The packs of law in force on a day, and what of them is not confirmed', query: LawQuery, answer: LawAnswer })
  @Get('law')
  law(@In() input: Input<{}, LawInput>) {
    return this.laws.read(input);
  }

  @Operation({ id: 'listPowers', summary: 'The powers that the law of a day covers: grounds, tactics, and what each asks an application to say', query: LawQuery, answer: PowersAnswer })
  @Get('law/powers')
  powers(@In() input: Input<{}, LawInput>) {
    return this.laws.powers(input);
  }
}
