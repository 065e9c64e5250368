import { Controller, Get } from '@nestjs/common';
import { In, type Input, Operation } from '@cpmp/shell';
import { InspectionService } from '../inspection.service.js';
import {
  CentralRecordAnswer, type CentralRecordInput, CentralRecordQuery, DisclosureAnswer, type PositionInput, PositionQuery, QuestionAnswer, type QuestionInput, QuestionParams, QuestionQuery, QuestionsAnswer, ReconciliationAnswer, ReturnAnswer,
  type ReturnInput, ReturnQuery,
} from './inspection-schemas.js';

/** What the record yields to those who inspect it. */
@Controller('/api/authorisation/v1')
export class InspectionController {
  constructor(private readonly inspections: InspectionService) {}

  @Operation({ id: 'readCentralRecord', summary: 'The central record: what was decided, refusals included, with the items that the law wants held', query: CentralRecordQuery, answer: CentralRecordAnswer, lines: true })
  @Get('central-record')
  centralRecord(@In() input: Input<{}, CentralRecordInput>) {
    return this.inspections.centralRecord(input);
  }

  @Operation({ id: 'reconcileCentralRecord', summary: 'The central record held against the register and against the log, every difference by name', query: PositionQuery, answer: ReconciliationAnswer })
  @Get('central-record/reconciliation')
  reconciliation(@In() input: Input<{}, PositionInput>) {
    return this.inspections.reconciliation(input);
  }

  @Operation({ id: 'readAnnualReturn', summary: 'The statistics of a calendar year by power, each held against the log', query: ReturnQuery, answer: ReturnAnswer })
  @Get('annual-return')
  annualReturn(@In() input: Input<{}, ReturnInput>) {
    return this.inspections.annualReturn(input);
  }

  @Operation({ id: 'readDisclosure', summary: 'Counts of a year that may be given out: small numbers, and what they could be computed from, are left out', query: ReturnQuery, answer: DisclosureAnswer })
  @Get('annual-return/disclosure')
  disclosure(@In() input: Input<{}, ReturnInput>) {
    return this.inspections.disclosure(input);
  }

  @Operation({ id: 'listQuestions', summary: 'The twenty questions that inspectors ask', answer: QuestionsAnswer })
  @Get('questions')
  questions(@In() input: Input) {
    return this.inspections.questions(input);
  }

  @Operation({ id: 'askQuestion', summary: 'One question, answered from the record as far as a position of the log', params: QuestionParams, query: QuestionQuery, answer: QuestionAnswer, lines: true })
  @Get('questions/:number')
  question(@In() input: Input<{ number: number }, QuestionInput>) {
    return this.inspections.question(input);
  }
}
