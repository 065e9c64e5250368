import { type Answer, type Client, createClient, type Sent } from '@cpmp/client';
import type { Instant } from '@cpmp/kernel';

/** Where the story begins: a Monday morning in London. */
export const STARTS: Instant = '2026-03-02T09:00:00.000Z';
/** The end of what was granted on that day: three months, exclusive, at a London midnight in summer. */
export const UNTIL: Instant = '2026-06-01T23:00:00.000Z';
/** Three months more. */
export const RENEWED_UNTIL: Instant = '2026-09-01T23:00:00.000Z';
/** Words that stay where they were written. */
export const COVERT = ['Copper Weir', 'AB12CDE', 'subject-a', 'loose follows lost it', 'Handovers are made on foot', 'Arrests were made'] as const;

const CASES = '/api/authorisation/v1/authorisations';
const ASSETS = '/api/asset-registry/v1';
const RESOURCES = '/api/resource-allocation/v1';
const RISKS = '/api/risk-assessment/v1/risks';
const NOTICES = '/api/notification/v1/notices';

/** Ids by the story's own names. */
export type Ids = Readonly<Record<string, string>>;

/** One request of the story, as a person makes it. */
export type Act = {
  /** Its Idempotency-Key too. */
  readonly name: string;
  /** Time is moved there first. */
  readonly at?: Instant;
  readonly by: string;
  readonly post: (ids: Ids) => string;
  readonly body?: (ids: Ids) => object;
  /** What is read first, for the version that is decided on. */
  readonly sees?: (ids: Ids) => string;
  /** A notice about this is looked for first, and goes by the name `notice`. */
  readonly finds?: { readonly about: string };
  /** What becomes of it: a status, or a refusal's code. */
  readonly expect: number | string;
  /** What the answer holds. */
  readonly holds?: object;
  /** The name that the answer's id goes by from now on. */
  readonly as?: string;
};

const on = (component: 'c1' | 'c2', act: string): Pick<Act, 'post' | 'sees'> => {
  const path = (ids: Ids): string => `${CASES}/${ids['weir']}/components/${component}`;
  return { post: (ids) => `${path(ids)}/${act}`, sees: path };
};

const TRACK = { tactic: 'vehicle-tracker', target: { vehicle: 'AB12CDE' }, window: { from: '2026-05-24T12:00:00Z', to: '2026-05-30T12:00:00Z' } };
const WATCH = { tactic: 'mobile-surveillance', target: { subject: 'subject-a' }, window: { from: '2026-05-28T08:00:00Z', to: '2026-05-28T20:00:00Z' } };
const track = (asset: string, more: object = {}): Pick<Act, 'post' | 'body'> => ({ post: () => `${ASSETS}/deployments`, body: (ids) => ({ asset: ids[asset], authorisation: ids['weir'], component: 'c1', ...TRACK, ...more }) });
const acknowledges = (about: string): Pick<Act, 'post' | 'finds' | 'expect'> => ({ post: (ids) => `${NOTICES}/${ids['notice']}/acknowledge`, finds: { about }, expect: 200 });
const written = (statement: string) => ({ form: 'written', statement });

/** An operation from its application to the recovery of all that was deployed under it. */
export const STORY: readonly Act[] = [
  {
    name: 'apply', by: 'dc-ahmed', post: () => CASES, as: 'weir', expect: 201, holds: { components: [{ id: 'c1', state: 'submitted' }, { id: 'c2', state: 'submitted' }] },
    body: () => ({
      operation: 'Copper Weir',
      components: [
        {
          handle: 'track', power: 'property-interference', ground: 'serious-crime', confidential: 'none', vehicles: ['AB12CDE'],
          tactics: [{ tactic: 'vehicle-tracker', because: 'The van changes yards nightly; loose follows lost it three times.' }],
          necessity: 'Conspiracy to supply class A drugs.', proportionality: 'Location only; one vehicle.', collateral: 'One driver; journeys to a school are screened out.', otherMeans: 'Cameras do not cover the estate.',
        },
        {
          handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', confidential: 'none', subjects: ['subject-a'], vehicles: ['AB12CDE'],
          tactics: [{ tactic: 'mobile-surveillance', because: 'The tracker does not show whom the driver meets.' }, { tactic: 'foot-surveillance', because: 'Handovers are made on foot.' }],
          necessity: 'The suppliers are not known by any other line of inquiry.', proportionality: 'Public places, on delivery days.', collateral: 'No pictures of others are kept.',
        },
      ],
    }),
  },
  { name: 'check', at: '2026-03-02T09:40:00Z', by: 'cab-lane', post: (ids) => `${CASES}/${ids['weir']}/check`, sees: (ids) => `${CASES}/${ids['weir']}`, body: () => ({ outcome: 'pass', comment: 'Both parts are complete.' }), expect: 200, holds: { components: [{ state: 'awaiting-decision' }, { state: 'awaiting-decision' }] } },
  { name: 'deploy-too-early', by: 'rm-price', ...track('tracker-1'), expect: 'not-in-force' },
  { name: 'grant-watch', at: '2026-03-02T10:30:00Z', by: 'supt-okafor', ...on('c2', 'grant'), body: () => ({ ...written('Following on delivery days is no more than is needed.'), reviewBy: '2026-03-30T11:00:00Z' }), expect: 200, holds: { state: 'in-force', from: '2026-03-02T10:30:00.000Z', until: UNTIL } },
  { name: 'grant-track-too-low', at: '2026-03-02T11:00:00Z', by: 'supt-okafor', ...on('c1', 'grant'), body: () => ({ ...written('Granted with the observation.'), reviewBy: '2026-03-30T11:00:00Z' }), expect: 'rank-too-low' },
  { name: 'grant-track', at: '2026-03-02T11:20:00Z', by: 'ac-whitfield', ...on('c1', 'grant'), body: () => ({ ...written('One van, location only; there is no lesser means.'), reviewBy: '2026-03-30T11:00:00Z' }), expect: 200, holds: { state: 'in-force', until: UNTIL } },
  { name: 'notify', at: '2026-03-02T11:30:00Z', by: 'cab-lane', ...on('c1', 'notify'), body: () => ({ act: 'grant' }), expect: 200 },
  { name: 'review', at: '2026-03-27T11:00:00Z', by: 'supt-okafor', ...on('c2', 'review'), body: () => ({ changed: 'Two buyers are known; evening follows are no longer needed.', decision: 'continue', nextReview: '2026-05-28T11:00:00Z' }), expect: 200, holds: { state: 'in-force', until: UNTIL } },
  { name: 'deploy-on-another-vehicle', at: '2026-05-24T11:40:00Z', by: 'rm-price', ...track('tracker-1', { target: { vehicle: 'XY70ZZZ' } }), expect: 'target-not-authorised' },
  { name: 'deploy-tracker-1', by: 'rm-price', ...track('tracker-1'), as: 'out-1', expect: 201, holds: { state: 'deployed', until: UNTIL } },
  { name: 'ask-for-a-team', at: '2026-05-24T12:00:00Z', by: 'di-rourke', post: () => `${RESOURCES}/taskings`, body: () => ({ operation: 'Copper Weir', needs: [{ skill: 'mobile', count: 1 }], window: WATCH.window, priority: 2 }), as: 'tasking', expect: 201, holds: { state: 'open' } },
  { name: 'allocate', by: 'rm-price', post: (ids) => `${RESOURCES}/taskings/${ids['tasking']}/allocations`, body: (ids) => ({ resource: ids['team-red'], window: WATCH.window }), expect: 201, holds: { state: 'booked' } },
  { name: 'assess', at: '2026-05-24T13:00:00Z', by: 'di-rourke', post: () => RISKS, body: (ids) => ({ about: `asset-${ids['tracker-2']}`, owner: 'di-rourke', threat: 'It is found when the van is serviced.', likelihood: 5, impact: 4, controls: 'Recovered before an inspection that is known of.', residual: [4, 4] }), as: 'risk', expect: 201, holds: { residualScore: 16, needsAcceptance: true } },
  { name: 'deploy-at-a-risk', by: 'rm-price', ...track('tracker-2'), expect: 'risk-not-accepted' },
  { name: 'accept', at: '2026-05-24T13:30:00Z', by: 'di-rourke', post: (ids) => `${RISKS}/${ids['risk']}/accept`, sees: (ids) => `${RISKS}/${ids['risk']}`, body: () => ({ until: '2026-05-29T23:00:00Z' }), expect: 200, holds: { accepted: { by: 'di-rourke' } } },
  { name: 'deploy-tracker-2', by: 'rm-price', ...track('tracker-2', { window: { from: '2026-05-24T14:00:00Z', to: '2026-05-29T12:00:00Z' } }), as: 'out-2', expect: 201, holds: { state: 'deployed' } },
  { name: 'renew', at: '2026-05-26T10:00:00Z', by: 'ac-whitfield', ...on('c1', 'renew'), body: () => ({ ...written('The yards still change.'), value: 'Both storage yards are known.' }), expect: 200, holds: { state: 'in-force', until: RENEWED_UNTIL } },
  { name: 'deploy-team', at: '2026-05-28T07:30:00Z', by: 'rm-price', post: () => `${RESOURCES}/deployments`, body: (ids) => ({ resource: ids['team-red'], authorisation: ids['weir'], component: 'c2', ...WATCH }), as: 'out-team', expect: 201, holds: { state: 'deployed' } },
  { name: 'cancel-without-direction', at: '2026-05-28T10:00:00Z', by: 'supt-okafor', ...on('c2', 'cancel'), body: () => ({ ceasedAt: '2026-05-28T09:40:00Z', told: ['rm-price'], reason: 'Arrests were made.', value: 'Three suppliers named.' }), expect: 'direction-missing' },
  { name: 'cancel-watch', at: '2026-05-28T10:05:00Z', by: 'supt-okafor', ...on('c2', 'cancel'), body: () => ({ ceasedAt: '2026-05-28T09:40:00Z', told: ['rm-price'], reason: 'Arrests were made.', value: 'Three suppliers named.', productDirection: 'Keep the logs for disclosure.' }), expect: 200, holds: { state: 'cancelled', until: '2026-05-28T10:05:00.000Z' } },
  { name: 'hear-of-the-withdrawal', by: 'rm-price', ...acknowledges('recall') },
  { name: 'withdraw-team', at: '2026-05-28T11:00:00Z', by: 'rm-price', post: (ids) => `${RESOURCES}/deployments/${ids['out-team']}/withdraw`, body: () => ({ outcome: 'recovered', note: 'The team is back at base.' }), expect: 200, holds: { state: 'recovered' } },
  { name: 'cancel-track', at: '2026-05-28T12:00:00Z', by: 'ac-whitfield', ...on('c1', 'cancel'), body: () => ({ ceasedAt: '2026-05-28T11:45:00Z', told: ['rm-price'], reason: 'Arrests were made.', value: 'Both yards.', productDirection: 'Location data stays with the case papers.' }), expect: 200, holds: { state: 'cancelled' } },
  { name: 'hear-of-the-recovery', by: 'rm-price', ...acknowledges('recovery') },
  { name: 'recover-1', at: '2026-05-29T03:10:00Z', by: 'rm-price', post: (ids) => `${ASSETS}/deployments/${ids['out-1']}/recover`, body: () => ({ outcome: 'recovered', note: 'Taken from the van in the police pound.' }), expect: 200, holds: { state: 'recovered' } },
  { name: 'recover-2', by: 'rm-price', post: (ids) => `${ASSETS}/deployments/${ids['out-2']}/recover`, body: () => ({ outcome: 'disabled', note: 'Its battery is dead.' }), expect: 200, holds: { state: 'disabled' } },
  { name: 'hear-of-the-end', by: 'dc-ahmed', ...acknowledges('cancelled') },
  { name: 'deploy-after-the-end', at: '2026-05-29T09:00:00Z', by: 'rm-price', ...track('tracker-1', { window: { from: '2026-05-29T10:00:00Z', to: '2026-05-30T12:00:00Z' } }), expect: 'not-in-force' },
];

/** The acts after which both parts of the case are in force. */
export const GRANTED: readonly Act[] = STORY.slice(0, STORY.findIndex(({ name }) => name === 'notify'));

/** An act by its name. */
export const actOf = (name: string): Act => {
  const act = STORY.find((one) => one.name === name);
  if (!act) throw new Error(`The story has no ${name}.`);
  return act;
};

/** An answer of any shape, as the story reads it. */
export type Told = Answer<any>;
/** A request that was made once, and can be made again as it was. */
export type Made = { readonly act: Act; readonly again: () => Promise<Told> };

/** Tells the story to one platform, which may be another process after a while: `moved` says where it is now. */
export class Storyteller {
  ids: Ids = {};
  /** Each person signs in once: a token outlives the process that gave it. */
  private readonly tokens = new Map<string, string>();

  constructor(private url: string) {}

  moved(url: string): void {
    this.url = url;
  }

  async as(person: string): Promise<Client> {
    const token = this.tokens.get(person) ?? (await this.signIn(person));
    return createClient({ baseUrl: this.url, token });
  }

  /** Signs in a person of the demonstration force, or whoever the claims say. */
  async signIn(person: string, claims: object = {}): Promise<string> {
    const { value } = (await createClient({ baseUrl: this.url }).call('POST', '/api/standalone/v1/sign-in', { body: { person, ...claims } })) as Told;
    this.tokens.set(person, value.token);
    return value.token;
  }

  async read(person: string, path: string, query: object = {}): Promise<any> {
    const answer = await (await this.as(person)).call<any>('GET', path, { query });
    if (!answer.ok) throw new Error(`GET ${path} as ${person}: ${answer.status} ${answer.problem.code}`);
    return answer.value;
  }

  /** Moves time, or lets what is under way come to rest where time stands. However long that takes: a client of ours would give up. */
  async moveTo(to?: Instant): Promise<void> {
    const clock = `${this.url}/api/standalone/v1/clock`;
    const instant = to ?? ((await (await fetch(clock)).json()) as { now: Instant }).now;
    const moved = await fetch(clock, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ to: instant }) });
    if (!moved.ok) throw new Error(`time did not move: ${moved.status} ${await moved.text()}`);
  }

  /** Finds the things of the demonstration force by their labels. */
  async findThings(): Promise<void> {
    const [assets, resources] = await Promise.all([this.read('rm-price', `${ASSETS}/assets`), this.read('rm-price', `${RESOURCES}/resources`)]);
    this.ids = { ...this.ids, ...Object.fromEntries([...assets.items, ...resources.items].map(({ label, id }: { label: string; id: string }) => [label, id])) };
  }

  /** Asks until it is decided: what is answered 202 is asked again with its key, once what is under way has come to rest. */
  async ask(person: string, path: string, sent: Sent): Promise<Told> {
    for (;;) {
      const answer: Told = await (await this.as(person)).call('POST', path, sent);
      if (answer.status !== 202) return answer;
      await this.moveTo();
    }
  }

  /** Makes ready for an act: moves time, reads what it needs. What comes back makes the request, the same one each time. */
  async prepare(act: Act): Promise<Made> {
    if (act.at) await this.moveTo(act.at);
    await this.as(act.by);
    if (act.finds) this.ids = { ...this.ids, notice: await this.findNotice(act.by, act.finds.about) };
    const path = act.post(this.ids);
    const ifMatch = act.sees && (await (await this.as(act.by)).call('GET', act.sees(this.ids))).etag;
    const body = act.body?.(this.ids) ?? {};
    return { act, again: () => this.ask(act.by, path, { body, key: `story-${act.name}`, ...(ifMatch === undefined ? {} : { ifMatch }) }) };
  }

  /** Tells some acts one after the other. @throws when one does not come to what it should. */
  async tell(acts: readonly Act[]): Promise<void> {
    for (const act of acts) {
      const answer = await (await this.prepare(act)).again();
      if ((answer.problem?.code ?? answer.status) !== act.expect) throw new Error(`${act.name}: ${answer.status} ${answer.problem?.code ?? ''}`);
      this.learn(act, answer);
      await this.moveTo();
    }
  }

  /** Keeps what the answer made. */
  learn({ as }: Act, answer: Told): void {
    if (as && answer.ok) this.ids = { ...this.ids, [as]: answer.value.id };
  }

  private async findNotice(person: string, about: string): Promise<string> {
    const { items } = await this.read(person, NOTICES);
    return items.find((notice: { about: string }) => notice.about === about)?.id ?? 'none';
  }

  /** What everybody can read at the end: where the story went, without the ids that messages were given on their way. */
  async told(): Promise<object> {
    const of = (list: { items: any[] }, fields: readonly string[]) => list.items.map((item) => Object.fromEntries(fields.map((field) => [field, item[field]])));
    const id = this.ids['weir'];
    const notices = async (person: string) => of(await this.read(person, NOTICES, { limit: 200 }), ['about', 'text', 'thing', 'component', 'sentAt', 'acknowledgedAt']).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return {
      timeline: of(await this.read('cab-lane', `${CASES}/${id}/events`), ['at', 'type', 'component', 'summary', 'clause']),
      permits: of(await this.read('cab-lane', `${CASES}/${id}/permits`), ['component', 'thing', 'state', 'startedAt', 'recalledAt', 'closedAt', 'gapSeconds', 'startedAfterEnd', 'end']),
      assets: of(await this.read('cab-lane', `${ASSETS}/deployments`, { authorisation: id }), ['thing', 'state', 'startedAt', 'until', 'recalledAt', 'closedAt', 'outcome']),
      resources: of(await this.read('cab-lane', `${RESOURCES}/deployments`, { authorisation: id }), ['thing', 'state', 'startedAt', 'recalledAt', 'closedAt']),
      deadlines: of(await this.read('cab-lane', '/api/notification/v1/deadlines', { about: `authority-${id}`, limit: 200 }), ['what', 'due', 'state', 'dischargedAt', 'late', 'component']),
      taskings: of(await this.read('di-rourke', `${RESOURCES}/taskings`), ['state', 'window']),
      manager: await notices('rm-price'), applicant: await notices('dc-ahmed'), gatekeeper: await notices('cab-lane'), officer: await notices('supt-okafor'), duty: await notices('ci-bello'),
    };
  }
}
