/** Generated from the service’s OpenAPI document by `npm run gen`: change its schemas, not this. */

export type ListNoticesAnswer = { readonly items: readonly ({ readonly stream: string; readonly component: string | null; readonly thing: string | null; readonly deployment: string | null; readonly reference: string; readonly due: string | null; readonly acknowledgedAt: string | null; readonly acknowledgedBy: string | null; readonly id: string; readonly to: string; readonly about: string; readonly text: string; readonly authorisation?: string; readonly sentAt: string; readonly escalatesAt: string | null; readonly escalatesTo: string | null; readonly waiting: boolean; readonly recipients: number })[]; readonly next?: string };
export type AcknowledgeNoticeAnswer = { readonly id: string; readonly by: string };
export type AcknowledgeNoticeBody = {};
export type ListDeadlinesAnswer = { readonly items: readonly ({ readonly id: string; readonly deadline: string; readonly what: string; readonly due: string; readonly about: string; readonly component: string | null; readonly reference: string; readonly force: string | null; readonly unit: string | null; readonly statutory: boolean; readonly state: 'open' | 'discharged'; readonly dischargedAt: string | null; readonly late: boolean; readonly told: readonly ({ readonly person: string; readonly at: string; readonly acknowledgedAt: string | null })[]; readonly notes: readonly { readonly by: string; readonly at: string; readonly text: string }[] })[]; readonly next?: string };
export type NoteDeadlineAnswer = { readonly id: string; readonly chased: boolean };
export type NoteDeadlineBody = { readonly text: string; readonly chase?: boolean };
export type ListTellingsAnswer = { readonly items: readonly ({ readonly stream: string; readonly component: string | null; readonly thing: string | null; readonly deployment: string | null; readonly reference: string; readonly due: string | null; readonly id: string; readonly about: string; readonly text: string; readonly told: readonly string[]; readonly sentAt: string; readonly escalatedAt: string | null; readonly escalatesAt: string | null; readonly escalatesTo: string | null; readonly waiting: boolean; readonly acknowledged: readonly { readonly by: string; readonly at: string }[] })[]; readonly next?: string };
export type NamePersonsAnswer = { readonly items: readonly ({ readonly person: string; readonly name: string | null; readonly rank: string | null })[] };
export type EnterPersonAnswer = { readonly name: string | null; readonly force: string | null; readonly unit: string | null; readonly rank: string | null; readonly roles: readonly { readonly role: string; readonly from?: string; readonly until?: string }[]; readonly dutyOfficer: boolean; readonly person: string };
export type EnterPersonBody = { readonly name?: string | null; readonly force?: string | null; readonly unit?: string | null; readonly rank?: string | null; readonly roles: readonly { readonly role: string; readonly from?: string; readonly until?: string }[]; readonly dutyOfficer?: boolean };
export type ListDirectoryAnswer = { readonly items: readonly EnterPersonAnswer[]; readonly next?: string };
export type ReadDeadLettersAnswer = { readonly items: readonly { readonly id: string; readonly topic: string; readonly error: string; readonly attempts: number }[] };
export type RedriveDeadLetterAnswer = { readonly handled: boolean };
export type RedriveDeadLetterBody = { readonly id: string };
export type ListOrphansAnswer = { readonly open: number; readonly items: readonly { readonly position: number; readonly stream: string; readonly kinds: readonly string[]; readonly at: string; readonly restsOn: string; readonly resolved?: { readonly by: string; readonly at: string; readonly reason?: string } }[]; readonly next?: number };
export type ResolveOrphanAnswer = { readonly open: number };
export type ResolveOrphanBody = { readonly position: number; readonly reason: string };
export type ReadHealthAnswer = { readonly service: string; readonly ready: boolean; readonly why?: string; readonly notes?: readonly string[]; readonly position: number; readonly dueLagSeconds: number; readonly dueFailing: number; readonly untakenDeadlines: number; readonly deadLetters: number };

/** What the operations of “Notification” take and answer. */
export type NotificationOperations = {
  /** A person's notices, newest first; of those that were answered, the last answered first. */
  readonly listNotices: { readonly params: {}; readonly query: { readonly limit?: number; readonly after?: string; readonly to?: string; readonly acknowledged?: 'true' | 'false' }; readonly body: {}; readonly answer: ListNoticesAnswer; readonly versioned: false };
  /** Acknowledge a notice that was sent to you. */
  readonly acknowledgeNotice: { readonly params: { readonly id: string }; readonly query: {}; readonly body: AcknowledgeNoticeBody; readonly answer: AcknowledgeNoticeAnswer; readonly versioned: false };
  /** Deadlines that the caller may know of, soonest first. */
  readonly listDeadlines: { readonly params: {}; readonly query: { readonly limit?: number; readonly after?: string; readonly about?: string; readonly late?: 'true'; readonly open?: 'true' | 'false' }; readonly body: {}; readonly answer: ListDeadlinesAnswer; readonly versioned: false };
  /** Note what was done about a deadline, or chase those who hold it: they are told once more. */
  readonly noteDeadline: { readonly params: { readonly id: string }; readonly query: {}; readonly body: NoteDeadlineBody; readonly answer: NoteDeadlineAnswer; readonly versioned: false };
  /** What was told in the force, whoever it went to: to whom, since when, and who answered; the latest first. */
  readonly listTellings: { readonly params: {}; readonly query: { readonly limit?: number; readonly after?: string; readonly about?: string; readonly waiting?: 'true' | 'false'; readonly escalated?: 'true' }; readonly body: {}; readonly answer: ListTellingsAnswer; readonly versioned: false };
  /** What persons are called whose ids the caller has. */
  readonly namePersons: { readonly params: {}; readonly query: { readonly persons: string }; readonly body: {}; readonly answer: NamePersonsAnswer; readonly versioned: false };
  /** Put a person into the directory. */
  readonly enterPerson: { readonly params: { readonly person: string }; readonly query: {}; readonly body: EnterPersonBody; readonly answer: EnterPersonAnswer; readonly versioned: false };
  /** The directory. */
  readonly listDirectory: { readonly params: {}; readonly query: { readonly limit?: number; readonly after?: string }; readonly body: {}; readonly answer: ListDirectoryAnswer; readonly versioned: false };
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

/** Where the operations of “Notification” are. */
export const notificationOperations = {
  listNotices: ['GET', '/api/notification/v1/notices'],
  acknowledgeNotice: ['POST', '/api/notification/v1/notices/{id}/acknowledge'],
  listDeadlines: ['GET', '/api/notification/v1/deadlines'],
  noteDeadline: ['POST', '/api/notification/v1/deadlines/{id}/note'],
  listTellings: ['GET', '/api/notification/v1/tellings'],
  namePersons: ['GET', '/api/notification/v1/names'],
  enterPerson: ['PUT', '/api/notification/v1/directory/{person}'],
  listDirectory: ['GET', '/api/notification/v1/directory'],
  readDeadLetters: ['GET', '/api/notification/v1/dead-letters'],
  redriveDeadLetter: ['POST', '/api/notification/v1/dead-letters/redrive'],
  listOrphans: ['GET', '/api/notification/v1/orphans'],
  resolveOrphan: ['POST', '/api/notification/v1/orphans/resolve'],
  readHealth: ['GET', '/api/notification/v1/health'],
} as const;
