/** Generated from the service’s OpenAPI document by `npm run gen`: change its schemas, not this. */

export type RegisterAssetAnswer = { readonly id: string; readonly kind: string; readonly serial: string; readonly site: string; readonly label?: string; readonly inspectionDue?: string; readonly custodian: string | null; readonly serviceable: boolean; readonly burned: boolean; readonly bookings: readonly { readonly id: string; readonly tasking?: string; readonly window: { readonly from: string; readonly to: string } }[] };
export type RegisterAssetBody = { readonly kind: string; readonly serial: string; readonly site: string; readonly inspectionDue?: string; readonly label?: string };
export type ListAssetsAnswer = { readonly items: readonly RegisterAssetAnswer[]; readonly next?: string };
export type ListAssetCalendarsAnswer = { readonly items: readonly { readonly unfit?: { readonly from: string; readonly because: string }; readonly bookings: readonly { readonly id: string; readonly tasking?: string; readonly window: { readonly from: string; readonly to: string } }[]; readonly deployments: readonly { readonly id: string; readonly window: { readonly from: string; readonly to: string }; readonly state: string; readonly startedAt?: string; readonly recalledAt?: string; readonly closedAt?: string; readonly authorisation?: string }[]; readonly id: string; readonly kind: string; readonly label: string }[]; readonly next?: string };
export type ChangeCustodyBody = { readonly action: 'check-out' | 'check-in'; readonly to?: string; readonly note?: string };
export type RecordServiceabilityBody = { readonly serviceable: boolean; readonly reason?: string; readonly burned?: boolean; readonly inspectionDue?: string };
export type BookAssetAnswer = { readonly id: string; readonly asset: string; readonly window: { readonly from: string; readonly to: string } };
export type BookAssetBody = { readonly operation: string; readonly window: { readonly from: string; readonly to: string } };
export type ReadAssetCalendarAnswer = { readonly unfit?: { readonly from: string; readonly because: string }; readonly bookings: readonly { readonly id: string; readonly tasking?: string; readonly window: { readonly from: string; readonly to: string } }[]; readonly deployments: readonly { readonly id: string; readonly window: { readonly from: string; readonly to: string }; readonly state: string; readonly startedAt?: string; readonly recalledAt?: string; readonly closedAt?: string; readonly authorisation?: string }[] };
export type ReadAssetHistoryAnswer = { readonly items: readonly ({ readonly at: string; readonly by: string; readonly what: 'registered' | 'checked-out' | 'checked-in' | 'serviceability-recorded'; readonly to?: string; readonly serviceable?: boolean; readonly burned?: boolean; readonly inspectionDue?: string; readonly note?: string })[] };
export type DeployAssetAnswer = { readonly id: string; readonly thing: string; readonly asset?: string; readonly label: string; readonly kind: string; readonly authorisation: string; readonly component: string; readonly tactic: string; readonly target: Readonly<Record<string, string>>; readonly window: { readonly from: string; readonly to: string }; readonly state: 'requested' | 'deployed' | 'recall-ordered' | 'recovered' | 'disabled' | 'lost' | 'moved' | 'refused' | 'not-taken' | 'lapsed'; readonly requestedAt: string; readonly answerBy: string; readonly requestedBy: string; readonly startedAt?: string; readonly until?: string; readonly recalledAt?: string; readonly recallBy?: string; readonly running?: 'switched-on' | 'switched-off' | 'switch-off-ordered'; readonly needs?: readonly string[]; readonly switchOffBy?: string; readonly switchedOffAt?: string; readonly moves?: string; readonly movedTo?: string; readonly closedAt?: string; readonly outcome?: string; readonly note?: string; readonly refusal?: { readonly refused: string; readonly because: string; readonly clause?: string; readonly confirmed?: boolean; readonly instead?: string } };
export type DeployAssetBody = { readonly asset: string; readonly authorisation: string; readonly component: string; readonly tactic: string; readonly target: { readonly subject: string } | { readonly vehicle: string } | { readonly place: string }; readonly window: { readonly from: string; readonly to: string } };
export type ListDeploymentsAnswer = { readonly items: readonly DeployAssetAnswer[]; readonly next?: string };
export type MoveAssetBody = { readonly authorisation: string; readonly component: string; readonly tactic: string; readonly target: { readonly subject: string } | { readonly vehicle: string } | { readonly place: string }; readonly window: { readonly from: string; readonly to: string } };
export type SwitchOffAssetBody = { readonly note: string };
export type RecoverAssetBody = { readonly outcome: 'recovered' | 'disabled' | 'lost'; readonly note: string };
export type RegisterSourceAnswer = { readonly id: string; readonly pseudonym: string; readonly vulnerable: boolean; readonly turns: Readonly<Record<string, string>>; readonly roles: readonly { readonly role: string; readonly person: string; readonly from: string; readonly until?: string }[]; readonly holders: Readonly<Record<string, string>>; readonly records: readonly { readonly particular: string; readonly by: string; readonly at: string; readonly text: string }[]; readonly missing: readonly string[]; readonly meetings: readonly ({ readonly heldAt: string; readonly by: string; readonly recordedAt: string; readonly age: 'under-16' | 'under-18' | 'adult'; readonly adult?: string; readonly reason?: string })[] };
export type RegisterSourceBody = { readonly pseudonym: string; readonly born: string; readonly vulnerable: boolean; readonly handler?: string; readonly controller?: string; readonly recordMaintainer?: string };
export type ListSourcesAnswer = { readonly items: readonly { readonly id: string; readonly pseudonym: string; readonly vulnerable: boolean }[]; readonly next?: string };
export type ListSourceMeetingsAnswer = { readonly items: readonly ({ readonly source: string; readonly pseudonym: string; readonly heldAt: string; readonly by: string; readonly recordedAt: string; readonly age: 'under-16' | 'under-18' | 'adult'; readonly adult?: string; readonly reason?: string })[]; readonly next?: string };
export type ListUnheldRolesAnswer = { readonly items: readonly { readonly source: string; readonly pseudonym: string; readonly role: string; readonly from: string; readonly to: string }[]; readonly next?: string };
export type ChangeSourceRoleBody = { readonly role: 'handler' | 'controller' | 'record-maintainer'; readonly person?: string; readonly from: string; readonly reason: string };
export type RecordVulnerabilityBody = { readonly vulnerable: boolean; readonly reason: string };
export type AddSourceRecordBody = { readonly particular: 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm' | 'n' | 'o'; readonly text: string };
export type RecordSourceMeetingBody = { readonly heldAt: string; readonly adult?: string; readonly reason?: string };
export type ReadDeadLettersAnswer = { readonly items: readonly { readonly id: string; readonly topic: string; readonly error: string; readonly attempts: number }[] };
export type RedriveDeadLetterAnswer = { readonly handled: boolean };
export type RedriveDeadLetterBody = { readonly id: string };
export type ListOrphansAnswer = { readonly open: number; readonly items: readonly { readonly position: number; readonly stream: string; readonly kinds: readonly string[]; readonly at: string; readonly restsOn: string; readonly resolved?: { readonly by: string; readonly at: string; readonly reason?: string } }[]; readonly next?: number };
export type ResolveOrphanAnswer = { readonly open: number };
export type ResolveOrphanBody = { readonly position: number; readonly reason: string };
export type ReadHealthAnswer = { readonly service: string; readonly ready: boolean; readonly why?: string; readonly notes?: readonly string[]; readonly position: number; readonly dueLagSeconds: number; readonly dueFailing: number; readonly untakenDeadlines: number; readonly deadLetters: number };

/** What the operations of “Asset registry” take and answer. */
export type AssetRegistryOperations = {
  /** Enter an asset. */
  readonly registerAsset: { readonly params: {}; readonly query: {}; readonly body: RegisterAssetBody; readonly answer: RegisterAssetAnswer; readonly versioned: false };
  /** The register of assets, by serial. */
  readonly listAssets: { readonly params: {}; readonly query: { readonly kind?: string; readonly serial?: string; readonly label?: string; readonly site?: string; readonly limit?: number; readonly after?: string }; readonly body: {}; readonly answer: ListAssetsAnswer; readonly versioned: false };
  /** When assets are taken within a window, and from when on one will not do. */
  readonly listAssetCalendars: { readonly params: {}; readonly query: { readonly from: string; readonly to: string; readonly kind?: string; readonly limit?: number; readonly after?: string }; readonly body: {}; readonly answer: ListAssetCalendarsAnswer; readonly versioned: false };
  /** One asset. */
  readonly readAsset: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: RegisterAssetAnswer; readonly versioned: false };
  /** Check an asset out to a person, or in. */
  readonly changeCustody: { readonly params: { readonly id: string }; readonly query: {}; readonly body: ChangeCustodyBody; readonly answer: RegisterAssetAnswer; readonly versioned: false };
  /** Record whether an asset may be deployed. */
  readonly recordServiceability: { readonly params: { readonly id: string }; readonly query: {}; readonly body: RecordServiceabilityBody; readonly answer: RegisterAssetAnswer; readonly versioned: false };
  /** Book an asset for an operation; it authorises nothing. */
  readonly bookAsset: { readonly params: { readonly id: string }; readonly query: {}; readonly body: BookAssetBody; readonly answer: BookAssetAnswer; readonly versioned: false };
  /** Give a custodian’s booking back. */
  readonly releaseBooking: { readonly params: { readonly id: string; readonly booking: string }; readonly query: {}; readonly body: {}; readonly answer: RegisterAssetAnswer; readonly versioned: false };
  /** When an asset is taken, without saying for what. */
  readonly readAssetCalendar: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: ReadAssetCalendarAnswer; readonly versioned: false };
  /** What happened to an asset in the store, the newest first. */
  readonly readAssetHistory: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: ReadAssetHistoryAnswer; readonly versioned: false };
  /** Deploy an asset under a component of an authority. */
  readonly deployAsset: { readonly params: {}; readonly query: {}; readonly body: DeployAssetBody; readonly answer: DeployAssetAnswer; readonly versioned: false };
  /** Deployments that the caller may know of, the newest first. */
  readonly listDeployments: { readonly params: {}; readonly query: { readonly authorisation?: string; readonly thing?: string; readonly state?: 'requested' | 'deployed' | 'recall-ordered' | 'recovered' | 'disabled' | 'lost' | 'moved' | 'refused' | 'not-taken' | 'lapsed'; readonly running?: 'switched-on' | 'switched-off' | 'switch-off-ordered'; readonly limit?: number; readonly after?: string }; readonly body: {}; readonly answer: ListDeploymentsAnswer; readonly versioned: false };
  /** One deployment. */
  readonly readDeployment: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: DeployAssetAnswer; readonly versioned: false };
  /** Move an asset that stays where it is under another permit, as when a new period has begun; its old deployment is closed as the new one starts. */
  readonly moveAsset: { readonly params: { readonly id: string }; readonly query: {}; readonly body: MoveAssetBody; readonly answer: DeployAssetAnswer; readonly versioned: false };
  /** Record that an asset no longer runs, as was ordered when a power that it needs ended. */
  readonly switchOffAsset: { readonly params: { readonly id: string }; readonly query: {}; readonly body: SwitchOffAssetBody; readonly answer: DeployAssetAnswer; readonly versioned: false };
  /** Record how an asset came back, or that it did not; the note says the lawful basis. */
  readonly recoverAsset: { readonly params: { readonly id: string }; readonly query: {}; readonly body: RecoverAssetBody; readonly answer: DeployAssetAnswer; readonly versioned: false };
  /** Enter a source under a pseudonym. */
  readonly registerSource: { readonly params: {}; readonly query: {}; readonly body: RegisterSourceBody; readonly answer: RegisterSourceAnswer; readonly versioned: false };
  /** Sources that the caller may know of. */
  readonly listSources: { readonly params: {}; readonly query: { readonly limit?: number; readonly after?: string }; readonly body: {}; readonly answer: ListSourcesAnswer; readonly versioned: false };
  /** Meetings with sources that the caller may know of, a source at a time; `adult=absent`: those with a juvenile at which no appropriate adult was. */
  readonly listSourceMeetings: { readonly params: {}; readonly query: { readonly limit?: number; readonly after?: string; readonly from?: string; readonly to?: string; readonly adult?: 'absent' }; readonly body: {}; readonly answer: ListSourceMeetingsAnswer; readonly versioned: false };
  /** Days on which nobody held a role in looking after a source that the caller may know of, a source at a time. */
  readonly listUnheldRoles: { readonly params: {}; readonly query: { readonly limit?: number; readonly after?: string; readonly from?: string; readonly to?: string }; readonly body: {}; readonly answer: ListUnheldRolesAnswer; readonly versioned: false };
  /** One source: who looks after them, what is on their record and what is missing. */
  readonly readSource: { readonly params: { readonly id: string }; readonly query: {}; readonly body: {}; readonly answer: RegisterSourceAnswer; readonly versioned: false };
  /** Hand a role over from a day on. */
  readonly changeSourceRole: { readonly params: { readonly id: string }; readonly query: {}; readonly body: ChangeSourceRoleBody; readonly answer: RegisterSourceAnswer; readonly versioned: false };
  /** Record whether a source is vulnerable. */
  readonly recordVulnerability: { readonly params: { readonly id: string }; readonly query: {}; readonly body: RecordVulnerabilityBody; readonly answer: RegisterSourceAnswer; readonly versioned: false };
  /** Add to a source’s record, under the particular that it is of. */
  readonly addSourceRecord: { readonly params: { readonly id: string }; readonly query: {}; readonly body: AddSourceRecordBody; readonly answer: RegisterSourceAnswer; readonly versioned: false };
  /** Record a meeting with a source, and who was there for a juvenile. */
  readonly recordSourceMeeting: { readonly params: { readonly id: string }; readonly query: {}; readonly body: RecordSourceMeetingBody; readonly answer: RegisterSourceAnswer; readonly versioned: false };
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

/** Where the operations of “Asset registry” are. */
export const assetRegistryOperations = {
  registerAsset: ['POST', '/api/asset-registry/v1/assets'],
  listAssets: ['GET', '/api/asset-registry/v1/assets'],
  listAssetCalendars: ['GET', '/api/asset-registry/v1/assets/calendars'],
  readAsset: ['GET', '/api/asset-registry/v1/assets/{id}'],
  changeCustody: ['POST', '/api/asset-registry/v1/assets/{id}/custody'],
  recordServiceability: ['POST', '/api/asset-registry/v1/assets/{id}/serviceability'],
  bookAsset: ['POST', '/api/asset-registry/v1/assets/{id}/bookings'],
  releaseBooking: ['POST', '/api/asset-registry/v1/assets/{id}/bookings/{booking}/release'],
  readAssetCalendar: ['GET', '/api/asset-registry/v1/assets/{id}/calendar'],
  readAssetHistory: ['GET', '/api/asset-registry/v1/assets/{id}/history'],
  deployAsset: ['POST', '/api/asset-registry/v1/deployments'],
  listDeployments: ['GET', '/api/asset-registry/v1/deployments'],
  readDeployment: ['GET', '/api/asset-registry/v1/deployments/{id}'],
  moveAsset: ['POST', '/api/asset-registry/v1/deployments/{id}/move'],
  switchOffAsset: ['POST', '/api/asset-registry/v1/deployments/{id}/switch-off'],
  recoverAsset: ['POST', '/api/asset-registry/v1/deployments/{id}/recover'],
  registerSource: ['POST', '/api/asset-registry/v1/sources'],
  listSources: ['GET', '/api/asset-registry/v1/sources'],
  listSourceMeetings: ['GET', '/api/asset-registry/v1/sources/meetings'],
  listUnheldRoles: ['GET', '/api/asset-registry/v1/sources/unheld'],
  readSource: ['GET', '/api/asset-registry/v1/sources/{id}'],
  changeSourceRole: ['POST', '/api/asset-registry/v1/sources/{id}/roles'],
  recordVulnerability: ['POST', '/api/asset-registry/v1/sources/{id}/vulnerability'],
  addSourceRecord: ['POST', '/api/asset-registry/v1/sources/{id}/records'],
  recordSourceMeeting: ['POST', '/api/asset-registry/v1/sources/{id}/meetings'],
  readDeadLetters: ['GET', '/api/asset-registry/v1/dead-letters'],
  redriveDeadLetter: ['POST', '/api/asset-registry/v1/dead-letters/redrive'],
  listOrphans: ['GET', '/api/asset-registry/v1/orphans'],
  resolveOrphan: ['POST', '/api/asset-registry/v1/orphans/resolve'],
  readHealth: ['GET', '/api/asset-registry/v1/health'],
} as const;
