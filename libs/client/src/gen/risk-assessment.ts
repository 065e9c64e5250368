/** Generated from the service’s OpenAPI document by `npm run gen`: change its schemas, not this. */

export type AssessRiskAnswer = { readonly id: string; readonly reference: string; readonly about: string; readonly caseReference?: string; readonly owner: string | null; readonly threat?: string; readonly controls?: string; readonly inherent: readonly [number, number]; readonly residual: readonly [number, number]; readonly residualScore: number; readonly appetite: number; readonly band: string; readonly needsAcceptance: boolean; readonly assessed: { readonly by: string; readonly at: string }; readonly accepted: { readonly by: string; readonly at: string; readonly until: string; readonly inForce: boolean } | null; readonly closed?: { readonly by: string; readonly at: string; readonly reason?: string }; readonly edition: number };
export type AssessRiskBody = { readonly about: string; readonly threat: string; readonly likelihood: number; readonly impact: number; readonly controls: string; readonly residual: readonly [number, number]; readonly owner?: string };
export type ReassessRiskBody = { readonly threat: string; readonly likelihood: number; readonly impact: number; readonly controls: string; readonly residual: readonly [number, number]; readonly owner?: string };
export type AcceptRiskBody = { readonly until: string };
export type CloseRiskBody = { readonly reason: string };
export type ListRisksAnswer = { readonly items: readonly AssessRiskAnswer[]; readonly next?: string };
export type ReadMatrixAnswer = { readonly likelihood: Readonly<Record<string, string>>; readonly impact: Readonly<Record<string, string>>; readonly appetite: number; readonly bands: readonly { readonly from: number; readonly name: string }[]; readonly acceptanceDaysMax: number; readonly decisionHoursMax: number };
export type ReadDeadLettersAnswer = { readonly items: readonly { readonly id: string; readonly topic: string; readonly error: string; readonly attempts: number }[] };
export type RedriveDeadLetterAnswer = { readonly handled: boolean };
export type RedriveDeadLetterBody = { readonly id: string };
export type ListOrphansAnswer = { readonly open: number; readonly items: readonly { readonly position: number; readonly stream: string; readonly kinds: readonly string[]; readonly at: string; readonly restsOn: string; readonly resolved?: { readonly by: string; readonly at: string; readonly reason?: string } }[]; readonly next?: number };
export type ResolveOrphanAnswer = { readonly open: number };
export type ResolveOrphanBody = { readonly position: number; readonly reason: string };
export type ReadHealthAnswer = { readonly service: string; readonly ready: boolean; readonly why?: string; readonly notes?: readonly string[]; readonly position: number; readonly dueLagSeconds: number; readonly dueFailing: number; readonly untakenDeadlines: number; readonly deadLetters: number };

/** What the operations of “Risk assessment” take and answer. */
export type RiskAssessmentOperations = {
  /** Assess a risk. */
  readonly assessRisk: { readonly params: {}; readonly query: {}; readonly body: AssessRiskBody; readonly answer: AssessRiskAnswer; readonly versioned: false };
  /** The register of risks, greatest residual score first. */
  readonly listRisks: { readonly params: {}; readonly query: { readonly about?: string; readonly limit?: number; readonly after?: string }; readonly body: {}; readonly answer: ListRisksAnswer; readonly versioned: false };
  /** Assess a risk again, and name another owner where the last has left. */
  readonly reassessRisk: { readonly params: { readonly id: string }; readonly query: {}; readonly body: ReassessRiskBody; readonly answer: AssessRiskAnswer; readonly versioned: true };
  /** Accept the residual risk until an instant. */
  readonly acceptRisk: { readonly params: { readonly id: string }; readonly query: {}; readonly body: AcceptRiskBody; readonly answer: AssessRiskAnswer; readonly versioned: true };
  /** Close a risk that can go wrong no more, such as one about a case that has ended: nobody need accept or review it again. */
  readonly closeRisk: { readonly params: { readonly id: string }; readonly query: {}; readonly body: CloseRiskBody; readonly answer: AssessRiskAnswer; readonly versioned: true };
  /** The risk policy of the force: its matrix, its appetite, and how long an acceptance may run. */
  readonly readMatrix: { readonly params: {}; readonly query: {}; readonly body: {}; readonly answer: ReadMatrixAnswer; readonly versioned: false };
  /** One risk. */
  readonly readRisk: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: AssessRiskAnswer; readonly versioned: false };
  /** Which messages were given up, and why: a code, and none of what they said. */
  readonly readDeadLetters: { readonly params: {}; readonly query: {}; readonly body: {}; readonly answer: ReadDeadLettersAnswer; readonly versioned: false };
  /** Handle a message once more that was given up: `handled` says that it was, and its letter is gone; where it failed again the letter stays, with the newest reason. */
  readonly redriveDeadLetter: { readonly params: {}; readonly query: {}; readonly body: RedriveDeadLetterBody; readonly answer: RedriveDeadLetterAnswer; readonly versioned: false };
  /** Which commits rest on what another log lost when it was restored, in their order: streams and kinds, and none of their text. */
  readonly listOrphans: { readonly params: {}; readonly query: { readonly state?: 'open' | 'resolved'; readonly limit?: number; readonly after?: number }; readonly body: {}; readonly answer: ListOrphansAnswer; readonly versioned: false };
  /** Record what came of looking at one, for good; it then is no longer waited for. */
  readonly resolveOrphan: { readonly params: {}; readonly query: {}; readonly body: ResolveOrphanBody; readonly answer: ResolveOrphanAnswer; readonly versioned: false };
  /** Is the service ready, and what waits? */
  readonly readHealth: { readonly params: {}; readonly query: {}; readonly body: {}; readonly answer: ReadHealthAnswer; readonly versioned: false };
};

/** Where the operations of “Risk assessment” are. */
export const riskAssessmentOperations = {
  assessRisk: ['POST', '/api/risk-assessment/v1/risks'],
  listRisks: ['GET', '/api/risk-assessment/v1/risks'],
  reassessRisk: ['POST', '/api/risk-assessment/v1/risks/{id}/assess'],
  acceptRisk: ['POST', '/api/risk-assessment/v1/risks/{id}/accept'],
  closeRisk: ['POST', '/api/risk-assessment/v1/risks/{id}/close'],
  readMatrix: ['GET', '/api/risk-assessment/v1/risks/matrix'],
  readRisk: ['GET', '/api/risk-assessment/v1/risks/{id}'],
  readDeadLetters: ['GET', '/api/risk-assessment/v1/dead-letters'],
  redriveDeadLetter: ['POST', '/api/risk-assessment/v1/dead-letters/redrive'],
  listOrphans: ['GET', '/api/risk-assessment/v1/orphans'],
  resolveOrphan: ['POST', '/api/risk-assessment/v1/orphans/resolve'],
  readHealth: ['GET', '/api/risk-assessment/v1/health'],
} as const;
