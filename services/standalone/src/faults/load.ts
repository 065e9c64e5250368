import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type Client, createClient } from '@cpmp/client';

/** A service that is away is asked again after so long, in milliseconds. */
const AGAIN_MS = 150;
/** Whoever is not answered, and whatever does not come to rest, for so long after everything was mended needs a hand, in milliseconds. */
export const BY_ITSELF_MS_MAX = 400_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** People who work at once. */
const LANES = 4;
/** What is sent here is in order. */
const MISTAKEN = new Set([400, 422, 428]);
const SIGNED_OUT = 401;
const AGAIN = new Set([0, 202, 429, 503, SIGNED_OUT]);
const CASES = '/api/authorisation/v1/authorisations';
const DEPLOYMENTS = '/api/resource-allocation/v1/deployments';
const TASKINGS = '/api/resource-allocation/v1/taskings';
/** All that is asked for is asked for these days: whoever comes first has it. */
const ASKED_FROM_DAYS = 30;
const ASKED_DAYS = 2;
const TEAMS = ['team-red', 'team-blue'] as const;

/** An act that was answered for good: its service, and the cause that its commit must have. */
export type Acknowledged = { readonly service: string; readonly cause: string };

type Act = { readonly by: string; readonly route: string; readonly params?: Readonly<Record<string, string>>; readonly key: string; readonly body?: object; readonly ifMatch?: number };

/** A day's work under a case, from a minute on. */
const deployment = (authorisation: string) => {
  const window = { from: new Date(Date.now() + MINUTE_MS).toISOString(), to: new Date(Date.now() + DAY_MS).toISOString() };
  return { authorisation, component: 'c1', tactic: 'foot-surveillance', target: { subject: 'subject-f' }, window };
};

/** A mixed load over HTTP: cases from application to cancellation, teams out and back under them, taskings that all want one camera. Whoever is not answered tries the same act again with the same key, as people's programs do. */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** Answers that no client should ever get. */
  readonly wrong: string[] = [];
  refused = 0;
  private stopped = false;
  private readonly clients = new Map<string, Client>();

  constructor(
    private readonly url: string,
    private readonly seed: string,
    /** The teams that go out. */
    private readonly labels: readonly string[] = TEAMS,
  ) {}

  /** Works until it is stopped; what was begun is ended first, and everybody does something. */
  async run(): Promise<void> {
    const teams = await Promise.all(this.labels.map((label) => this.firstOf(`/api/resource-allocation/v1/resources?label=${label}`)));
    const camera = await this.firstOf('/api/asset-registry/v1/assets?kind=fixed-camera');
    await Promise.all(Array.from({ length: LANES }, (_, lane) => this.lane(lane, { team: teams[lane % teams.length] ?? '', camera })));
  }

  /** The first thing that a register lists. @throws Error where it lists none, though all of them were entered long before */
  private async firstOf(path: string): Promise<string> {
    const { items } = (await this.read<{ items: readonly { id: string }[] }>('rm-price', path)).value;
    if (!items[0]) throw new Error(`GET ${path} lists nothing`);
    return items[0].id;
  }

  stop(): void {
    this.stopped = true;
  }

  private async lane(lane: number, { team, camera }: { readonly team: string; readonly camera: string }): Promise<void> {
    let n = 0;
    do {
      const name = `${this.seed}-${lane}-${(n += 1)}`;
      await Promise.all([this.life(name, team), this.tasking(name, camera)]);
    } while (!this.stopped);
  }

  private async tasking(name: string, camera: string): Promise<void> {
    const [from, to] = [ASKED_FROM_DAYS, ASKED_FROM_DAYS + ASKED_DAYS].map((days) => new Date(Date.now() + days * DAY_MS).toISOString());
    const asked = await this.act<{ id: string }>({ by: 'dc-ahmed', route: TASKINGS, key: `${name}-ask`, body: { operation: `Operation ${name}`, needs: [{ kind: 'fixed-camera', count: 1 }], window: { from, to }, priority: 1 } });
    if (!asked) return;
    const params = { id: asked.id };
    const booked = await this.act<{ id: string; state: string }>({ by: 'rm-price', route: `${TASKINGS}/:id/allocations`, params, key: `${name}-allocate`, body: { asset: camera, window: { from, to } } });
    if (booked?.state === 'booked') await this.act({ by: 'rm-price', route: `${TASKINGS}/:id/allocations/:allocation/release`, params: { ...params, allocation: booked.id }, key: `${name}-release` });
  }

  /** Has something deployed under a case of its own and leaves it out; answers the deployment’s id, which is its permit's. */
  async leaveOut(name: string, { route, ...thing }: { readonly route: string } & Readonly<Record<string, string>>): Promise<string | undefined> {
    const params = await this.granted(name);
    return params && (await this.act<{ id: string }>({ by: 'rm-price', route, key: `${name}-deploy`, body: { ...thing, ...deployment(params.id) } }))?.id;
  }

  private async life(name: string, team: string): Promise<void> {
    const params = await this.granted(name);
    if (!params) return;
    const out = await this.act<{ id: string }>({ by: 'rm-price', route: DEPLOYMENTS, key: `${name}-deploy`, body: { resource: team, ...deployment(params.id) } });
    await this.act({
      by: 'supt-okafor', route: `${CASES}/:id/components/:component/cancel`, params, key: `${name}-cancel`, ifMatch: await this.etag('supt-okafor', `${CASES}/${params.id}/components/c1`),
      body: { ceasedAt: new Date().toISOString(), told: ['rm-price'], reason: 'No longer needed.', value: 'What was needed.', productDirection: 'Keep what is evidence.' },
    });
    if (out) await this.act({ by: 'rm-price', route: `${DEPLOYMENTS}/:id/withdraw`, params: { id: out.id }, key: `${name}-withdraw`, body: { outcome: 'recovered', note: 'Back.' } });
  }

  /** A case with a part in force; undefined where somebody refused. */
  private async granted(name: string): Promise<{ readonly id: string; readonly component: string } | undefined> {
    const applied = await this.act<{ id: string }>({
      by: 'dc-ahmed', route: CASES, key: `${name}-apply`,
      body: {
        operation: `Operation ${name}`,
        components: [{
          handle: 'watch', power: 'directed-surveillance', ground: 'crime-or-disorder', confidential: 'none', subjects: ['subject-f'], tactics: [{ tactic: 'foot-surveillance', because: 'It cannot be seen otherwise.' }],
          necessity: `Necessity ${name}.`, proportionality: `Proportionality ${name}.`, collateral: `Collateral ${name}.`,
        }],
      },
    });
    if (!applied) return undefined;
    const params = { id: applied.id, component: 'c1' };
    await this.act({ by: 'cab-lane', route: `${CASES}/:id/check`, params, key: `${name}-check`, body: { outcome: 'pass', comment: 'Seen.' }, ifMatch: await this.etag('cab-lane', `${CASES}/${applied.id}`) });
    await this.act({ by: 'supt-okafor', route: `${CASES}/:id/components/:component/grant`, params, key: `${name}-grant`, body: { form: 'written', statement: `Granted for ${name}.`, reviewBy: new Date(Date.now() + 20 * DAY_MS).toISOString() }, ifMatch: await this.etag('supt-okafor', `${CASES}/${applied.id}/components/c1`) });
    return params;
  }

  /** Until it is answered for good; undefined where it was refused. */
  private async act<T>({ by, route, params = {}, key, body, ifMatch }: Act): Promise<T | undefined> {
    const path = route.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '');
    const answer = await this.insist<T>(by, (client) => client.call('POST', path, { key, ...(body ? { body } : {}), ...(ifMatch === undefined ? {} : { ifMatch }) }));
    if (answer.ok) this.acknowledged.push({ service: route.split('/')[2] ?? '', cause: `http/${createHash('sha256').update(`${by}\nPOST ${route}\n${key}`).digest('hex')}` });
    else if (answer.status >= 500 || MISTAKEN.has(answer.status)) this.wrong.push(`POST ${route} was answered ${answer.status} ${[answer.problem.code, ...(answer.problem.errors ?? []).map(({ pointer, rule }) => `${pointer} ${rule}`)].join(', ')}`);
    else this.refused += 1;
    return answer.value;
  }

  private async read<T>(by: string, path: string): Promise<Answer<T> & { readonly value: T }> {
    return (await this.insist<T>(by, (client) => client.call('GET', path))) as Answer<T> & { readonly value: T };
  }

  private async etag(by: string, path: string): Promise<number> {
    return (await this.read(by, path)).etag ?? 0;
  }

  private async insist<T>(by: string, call: (client: Client) => Promise<Answer<T>>): Promise<Answer<T>> {
    for (const began = Date.now(); ; ) {
      const client = await this.as(by);
      const answer = client && (await call(client));
      if (answer && !AGAIN.has(answer.status)) return answer;
      if (Date.now() - began > BY_ITSELF_MS_MAX) throw new Error(`nobody answered ${by} for ${BY_ITSELF_MS_MAX / 1_000} s`);
      // To a process whose clock is off a token may be none yet.
      if (answer?.status === SIGNED_OUT) this.clients.delete(by);
      await wait(AGAIN_MS);
    }
  }

  /** Undefined while nobody can sign in. */
  private async as(person: string): Promise<Client | undefined> {
    const known = this.clients.get(person);
    if (known) return known;
    const { value } = await createClient({ baseUrl: this.url }).call<{ token: string }>('POST', '/api/standalone/v1/sign-in', { body: { person } });
    if (!value) return undefined;
    const client = createClient({ baseUrl: this.url, token: value.token });
    this.clients.set(person, client);
    return client;
  }
}
