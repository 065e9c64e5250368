/** Generated from the service’s OpenAPI document by `npm run gen`: change its schemas, not this. */

export type RegisterResourceAnswer = { readonly id: string; readonly kind: string; readonly reference: string; readonly label?: string; readonly site?: string; readonly skills?: readonly string[]; readonly accredited?: Readonly<Record<string, string>>; readonly assessedUntil?: string; readonly handler?: string; readonly controller?: string; readonly recordMaintainer?: string; readonly coverOfficer?: string; readonly roles?: readonly { readonly role: string; readonly person: string; readonly from: string; readonly until?: string }[]; readonly bookings: readonly { readonly id: string; readonly tasking?: string; readonly window: { readonly from: string; readonly to: string } }[] };
export type RegisterResourceBody = { readonly kind: string; readonly label: string; readonly site?: string; readonly skills?: readonly string[]; readonly accredited?: Readonly<Record<string, string>>; readonly assessedUntil?: string; readonly handler?: string; readonly controller?: string; readonly recordMaintainer?: string; readonly coverOfficer?: string };
export type ListResourcesAnswer = { readonly items: readonly RegisterResourceAnswer[]; readonly next?: string };
export type ListResourceCalendarsAnswer = { readonly items: readonly { readonly unfit?: { readonly from: string; readonly because: string }; readonly bookings: readonly { readonly id: string; readonly tasking?: string; readonly window: { readonly from: string; readonly to: string } }[]; readonly deployments: readonly { readonly id: string; readonly window: { readonly from: string; readonly to: string }; readonly state: string; readonly startedAt?: string; readonly recalledAt?: string; readonly closedAt?: string; readonly authorisation?: string }[]; readonly id: string; readonly kind: string; readonly label: string }[]; readonly next?: string };
export type RecordFitnessBody = { readonly skills?: readonly string[]; readonly accredited?: Readonly<Record<string, string>>; readonly assessedUntil?: string };
export type ChangeOperativeRoleBody = { readonly role: 'handler' | 'controller' | 'record-maintainer' | 'cover-officer'; readonly person?: string; readonly from: string; readonly reason: string };
export type ReadResourceCalendarAnswer = { readonly unfit?: { readonly from: string; readonly because: string }; readonly bookings: readonly { readonly id: string; readonly tasking?: string; readonly window: { readonly from: string; readonly to: string } }[]; readonly deployments: readonly { readonly id: string; readonly window: { readonly from: string; readonly to: string }; readonly state: string; readonly startedAt?: string; readonly recalledAt?: string; readonly closedAt?: string; readonly authorisation?: string }[] };
export type ReadResourceHistoryAnswer = { readonly items: readonly ({ readonly at: string; readonly by: string; readonly what: 'registered' | 'fitness-recorded'; readonly skills?: readonly string[]; readonly accredited?: Readonly<Record<string, string>>; readonly assessedUntil?: string })[] };
export type RequestTaskingAnswer = { readonly id: string; readonly operation: string; readonly needs: readonly { readonly kind?: string; readonly skill?: string; readonly count: number }[]; readonly window: { readonly from: string; readonly to: string }; readonly priority: number; readonly by: string; readonly state: 'open' | 'part-met' | 'met'; readonly allocations: readonly AllocateAnswer[] };
export type AllocateAnswer = { readonly id: string; readonly tasking: string; readonly thing: string; readonly window: { readonly from: string; readonly to: string }; readonly state: 'requested' | 'booked' | 'refused' | 'released'; readonly refusal?: { readonly refused: string; readonly because: string; readonly clause?: string; readonly confirmed?: boolean; readonly instead?: string } };
export type RequestTaskingBody = { readonly operation: string; readonly needs: readonly { readonly kind?: string; readonly skill?: string; readonly count: number }[]; readonly window: { readonly from: string; readonly to: string }; readonly priority: number };
export type ListTaskingsAnswer = { readonly items: readonly RequestTaskingAnswer[]; readonly next?: string };
export type PlanTaskingsAnswer = { readonly plans: readonly ({ readonly tasking: string; readonly operation: string; readonly priority: number; readonly window: { readonly from: string; readonly to: string }; readonly things: readonly { readonly thing: string; readonly label: string }[]; readonly givenBack: readonly { readonly thing: string; readonly label: string }[]; readonly unmet: readonly ({ readonly kind?: string; readonly skill?: string; readonly count: number; readonly because: 'not-suited' | 'not-fit' | 'already-committed'; readonly heldBy: readonly string[] })[] })[]; readonly best: boolean };
export type PlanTaskingsBody = { readonly assets?: readonly { readonly unfit?: { readonly from: string; readonly because: string }; readonly bookings: readonly { readonly id: string; readonly tasking?: string; readonly window: { readonly from: string; readonly to: string } }[]; readonly deployments: readonly { readonly id: string; readonly window: { readonly from: string; readonly to: string }; readonly state: string; readonly startedAt?: string; readonly recalledAt?: string; readonly closedAt?: string; readonly authorisation?: string }[]; readonly id: string; readonly kind: string; readonly label: string }[]; readonly rebook?: boolean };
export type AllocateBody = { readonly asset: string; readonly window: { readonly from: string; readonly to: string } } | { readonly resource: string; readonly window: { readonly from: string; readonly to: string } };
export type DeployResourceAnswer = { readonly id: string; readonly thing: string; readonly resource?: string; readonly label: string; readonly kind: string; readonly authorisation: string; readonly component: string; readonly tactic: string; readonly target: Readonly<Record<string, string>>; readonly window: { readonly from: string; readonly to: string }; readonly state: 'requested' | 'deployed' | 'withdrawing' | 'recovered' | 'disabled' | 'lost' | 'moved' | 'refused' | 'not-taken' | 'lapsed'; readonly requestedAt: string; readonly answerBy: string; readonly requestedBy: string; readonly startedAt?: string; readonly until?: string; readonly recalledAt?: string; readonly recallBy?: string; readonly running?: 'switched-on' | 'switched-off' | 'switch-off-ordered'; readonly needs?: readonly string[]; readonly switchOffBy?: string; readonly switchedOffAt?: string; readonly moves?: string; readonly movedTo?: string; readonly closedAt?: string; readonly outcome?: string; readonly note?: string; readonly refusal?: { readonly refused: string; readonly because: string; readonly clause?: string; readonly confirmed?: boolean; readonly instead?: string } };
export type DeployResourceBody = { readonly resource: string; readonly authorisation: string; readonly component: string; readonly tactic: string; readonly target: { readonly subject: string } | { readonly vehicle: string } | { readonly place: string }; readonly window: { readonly from: string; readonly to: string } };
export type ListDeploymentsAnswer = { readonly items: readonly DeployResourceAnswer[]; readonly next?: string };
export type WithdrawResourceBody = { readonly outcome: 'recovered' | 'disabled' | 'lost'; readonly note: string };
export type SwitchOffResourceBody = { readonly note: string };
export type DecideWithdrawalBody = { readonly note: string };
export type ReadDeadLettersAnswer = { readonly items: readonly { readonly id: string; readonly topic: string; readonly error: string; readonly attempts: number }[] };
export type RedriveDeadLetterAnswer = { readonly handled: boolean };
export type RedriveDeadLetterBody = { readonly id: string };
export type ListOrphansAnswer = { readonly open: number; readonly items: readonly { readonly position: number; readonly stream: string; readonly kinds: readonly string[]; readonly at: string; readonly restsOn: string; readonly resolved?: { readonly by: string; readonly at: string; readonly reason?: string } }[]; readonly next?: number };
export type ResolveOrphanAnswer = { readonly open: number };
export type ResolveOrphanBody = { readonly position: number; readonly reason: string };
export type ReadHealthAnswer = { readonly service: string; readonly ready: boolean; readonly why?: string; readonly notes?: readonly string[]; readonly position: number; readonly dueLagSeconds: number; readonly dueFailing: number; readonly untakenDeadlines: number; readonly deadLetters: number };

/** What the operations of “Resource allocation” take and answer. */
export type ResourceAllocationOperations = {
  /** Enter a resource. */
  readonly registerResource: { readonly params: {}; readonly query: {}; readonly body: RegisterResourceBody; readonly answer: RegisterResourceAnswer; readonly versioned: false };
  /** The register of resources: by label, and by kind for whoever may not read the labels of operatives. */
  readonly listResources: { readonly params: {}; readonly query: { readonly kind?: string; readonly label?: string; readonly site?: string; readonly skill?: string; readonly limit?: number; readonly after?: string }; readonly body: {}; readonly answer: ListResourcesAnswer; readonly versioned: false };
  /** When resources are taken within a window, and from when on one is not fit. */
  readonly listResourceCalendars: { readonly params: {}; readonly query: { readonly from: string; readonly to: string; readonly kind?: string; readonly limit?: number; readonly after?: string }; readonly body: {}; readonly answer: ListResourceCalendarsAnswer; readonly versioned: false };
  /** One resource. */
  readonly readResource: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: RegisterResourceAnswer; readonly versioned: false };
  /** Record an assessment, accreditation or skill; what is not named stays. */
  readonly recordFitness: { readonly params: { readonly id: string }; readonly query: {}; readonly body: RecordFitnessBody; readonly answer: RegisterResourceAnswer; readonly versioned: false };
  /** Hand a role in looking after an operative over from a day on. */
  readonly changeOperativeRole: { readonly params: { readonly id: string }; readonly query: {}; readonly body: ChangeOperativeRoleBody; readonly answer: RegisterResourceAnswer; readonly versioned: false };
  /** When a resource is taken, without saying for what. */
  readonly readResourceCalendar: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: ReadResourceCalendarAnswer; readonly versioned: false };
  /** What was recorded of a resource’s fitness, the newest first. */
  readonly readResourceHistory: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: ReadResourceHistoryAnswer; readonly versioned: false };
  /** Ask for resources. */
  readonly requestTasking: { readonly params: {}; readonly query: {}; readonly body: RequestTaskingBody; readonly answer: RequestTaskingAnswer; readonly versioned: false };
  /** Taskings that the caller may know of, the highest priority first. */
  readonly listTaskings: { readonly params: {}; readonly query: { readonly state?: 'open' | 'part-met' | 'met'; readonly limit?: number; readonly after?: string }; readonly body: {}; readonly answer: ListTaskingsAnswer; readonly versioned: false };
  /** What the open taskings might be given, by priority, over calendars that are free. It books nothing. */
  readonly planTaskings: { readonly params: {}; readonly query: {}; readonly body: PlanTaskingsBody; readonly answer: PlanTaskingsAnswer; readonly versioned: false };
  /** One tasking. */
  readonly readTasking: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: RequestTaskingAnswer; readonly versioned: false };
  /** Book a thing for a tasking; it authorises nothing. */
  readonly allocate: { readonly params: { readonly id: string }; readonly query: {}; readonly body: AllocateBody; readonly answer: AllocateAnswer; readonly versioned: false };
  /** Give a booked window back. */
  readonly giveBack: { readonly params: { readonly id: string; readonly allocation: string }; readonly query: {}; readonly body: {}; readonly answer: AllocateAnswer; readonly versioned: false };
  /** Deploy a resource under a component of an authority. */
  readonly deployResource: { readonly params: {}; readonly query: {}; readonly body: DeployResourceBody; readonly answer: DeployResourceAnswer; readonly versioned: false };
  /** Deployments that the caller may know of, the newest first. */
  readonly listDeployments: { readonly params: {}; readonly query: { readonly authorisation?: string; readonly thing?: string; readonly state?: 'requested' | 'deployed' | 'withdrawing' | 'recovered' | 'disabled' | 'lost' | 'moved' | 'refused' | 'not-taken' | 'lapsed'; readonly running?: 'switched-on' | 'switched-off' | 'switch-off-ordered'; readonly limit?: number; readonly after?: string }; readonly body: {}; readonly answer: ListDeploymentsAnswer; readonly versioned: false };
  /** One deployment. */
  readonly readDeployment: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: DeployResourceAnswer; readonly versioned: false };
  /** Record that people are back; the note says the lawful basis. */
  readonly withdrawResource: { readonly params: { readonly id: string }; readonly query: {}; readonly body: WithdrawResourceBody; readonly answer: DeployResourceAnswer; readonly versioned: false };
  /** Record that what a resource ran for a power that has ended no longer runs, as was ordered. */
  readonly switchOffResource: { readonly params: { readonly id: string }; readonly query: {}; readonly body: SwitchOffResourceBody; readonly answer: DeployResourceAnswer; readonly versioned: false };
  /** Record how and when people are withdrawn, and at what risk. */
  readonly decideWithdrawal: { readonly params: { readonly id: string }; readonly query: {}; readonly body: DecideWithdrawalBody; readonly answer: DeployResourceAnswer; readonly versioned: false };
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

/** Where the operations of “Resource allocation” are. */
export const resourceAllocationOperations = {
  registerResource: ['POST', '/api/resource-allocation/v1/resources'],
  listResources: ['GET', '/api/resource-allocation/v1/resources'],
  listResourceCalendars: ['GET', '/api/resource-allocation/v1/resources/calendars'],
  readResource: ['GET', '/api/resource-allocation/v1/resources/{id}'],
  recordFitness: ['POST', '/api/resource-allocation/v1/resources/{id}/fitness'],
  changeOperativeRole: ['POST', '/api/resource-allocation/v1/resources/{id}/roles'],
  readResourceCalendar: ['GET', '/api/resource-allocation/v1/resources/{id}/calendar'],
  readResourceHistory: ['GET', '/api/resource-allocation/v1/resources/{id}/history'],
  requestTasking: ['POST', '/api/resource-allocation/v1/taskings'],
  listTaskings: ['GET', '/api/resource-allocation/v1/taskings'],
  planTaskings: ['POST', '/api/resource-allocation/v1/taskings/plan'],
  readTasking: ['GET', '/api/resource-allocation/v1/taskings/{id}'],
  allocate: ['POST', '/api/resource-allocation/v1/taskings/{id}/allocations'],
  giveBack: ['POST', '/api/resource-allocation/v1/taskings/{id}/allocations/{allocation}/release'],
  deployResource: ['POST', '/api/resource-allocation/v1/deployments'],
  listDeployments: ['GET', '/api/resource-allocation/v1/deployments'],
  readDeployment: ['GET', '/api/resource-allocation/v1/deployments/{id}'],
  withdrawResource: ['POST', '/api/resource-allocation/v1/deployments/{id}/withdraw'],
  switchOffResource: ['POST', '/api/resource-allocation/v1/deployments/{id}/switch-off'],
  decideWithdrawal: ['POST', '/api/resource-allocation/v1/deployments/{id}/withdrawal-decision'],
  readDeadLetters: ['GET', '/api/resource-allocation/v1/dead-letters'],
  redriveDeadLetter: ['POST', '/api/resource-allocation/v1/dead-letters/redrive'],
  listOrphans: ['GET', '/api/resource-allocation/v1/orphans'],
  resolveOrphan: ['POST', '/api/resource-allocation/v1/orphans/resolve'],
  readHealth: ['GET', '/api/resource-allocation/v1/health'],
} as const;
