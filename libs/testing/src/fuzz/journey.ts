import type { Given, Plan, Ready } from './calls.js';
import { ready } from './calls.js';
import { answerFaults, generalFaults, jsonOf, problemFaults } from './judge.js';
import { Memory, type Written, wordOf, wordsIn } from './memory.js';
import type { Heard, Sent, Transport } from './transport.js';

/** Somebody who calls. `circle`: what they write belongs to it. */
export type Caller = { readonly person: string; readonly circle: string; readonly token: string };

/** What a journey goes through. */
export type World = {
  readonly transport: Transport;
  readonly callers: readonly Caller[];
  /** Who is likely to do an operation, by the place in `callers`. */
  readonly likely: Readonly<Record<string, readonly number[]>>;
  /** The legal instant. */
  readonly now: () => string;
  /** The lines that the platform logged so far. */
  readonly logged: readonly string[];
  /** Resolves when nothing is under way behind the answers any more, so that the same calls come to the same. */
  readonly rest: () => Promise<void>;
  /** Rules of fields that no JSON schema can say: a call that the document allows may break them. */
  readonly beyond: readonly string[];
  /** Is it nobody's secret, so that a refusal may repeat it? */
  readonly isPlain: (word: Written) => boolean;
  /** May this text be in this answer? */
  readonly mayRead: (caller: Caller, word: Written, operation: string) => boolean;
};

type Done = { readonly nth: number; readonly plan: Plan; readonly caller: Caller; readonly made: Ready; readonly heard: Heard };

const LINE_MAX = 1_500;
const shortened = (text: string): string => (text.length > LINE_MAX ? `${text.slice(0, LINE_MAX)}… (${text.length})` : text);
const textOf = ({ path, body }: Sent): string => `${path} ${body ? Buffer.from(body).toString('utf8') : ''}`;
const isDone = ({ status }: Heard): boolean => status >= 200 && status < 300;
const codeOf = (heard: Heard): string => String((jsonOf(heard) as { code?: unknown } | null)?.code ?? '');

/** One session of calls, each of which may be about what came back before. What must hold is held against every answer. */
export class Journey {
  readonly memory = new Memory();
  /** Every call and its answer, to be read by a person. */
  trace: readonly string[] = [];
  /** The operations that were done, not only asked for. */
  readonly reached = new Set<string>();
  private count = 0;
  private logLines = 0;

  constructor(private readonly world: World) {}

  /** Makes calls at the same time; answers what is wrong with what came of them. */
  async call(plans: readonly Plan[]): Promise<readonly string[]> {
    const faults = (await Promise.all(plans.map((plan) => this.one(plan)))).flat();
    await this.world.rest();
    return [...faults, ...this.logFaults()];
  }

  private async one(plan: Plan): Promise<readonly string[]> {
    const { transport, now, callers, likely } = this.world;
    const nth = ++this.count;
    const word = wordOf(nth);
    const { pick } = plan.who;
    const at = plan.who.likely ? (likely[plan.operation.id] ?? []) : [];
    const caller = callers[at[pick % Math.max(1, at.length)] ?? pick % callers.length] as Caller;
    const given: Given = {
      moment: { word, now: now(), known: (kind, which) => this.memory.known(kind, which) },
      token: caller.token, key: `fuzz-key-${nth}`, etagOf: (about) => this.memory.etagOf(about),
    };
    const made = ready(plan, given);
    this.wrote(plan, caller, made.sent);
    const first = transport.send(made.sent);
    const twin = plan.again === 'at once' ? transport.send(made.sent) : undefined;
    const one: Done = { nth, plan, caller, made, heard: await first };
    const faults = [...this.judged(one), ...(twin ? this.repeated(one, { ...one, heard: await twin }) : [])];
    if (plan.again === 'after') faults.push(...this.repeated(one, { ...one, heard: await transport.send(made.sent) }));
    if (plan.again === 'other body') faults.push(...(await this.reused(one, word)));
    return faults;
  }

  /** What was done so far is where every journey begins: it is not told again. */
  begins(): void {
    this.trace = [];
  }

  private wrote({ operation }: Plan, { person, circle }: Caller, sent: Sent): void {
    const text = textOf(sent);
    this.memory.sent(text, { by: person, circles: this.memory.circlesOf(text, circle), operation: operation.id });
  }

  private judged(done: Done): readonly string[] {
    const { nth, plan, caller, made, heard } = done;
    const { operation, wrong } = plan;
    const { method, path } = made.sent;
    const call = shortened(`${nth}. ${caller.person} ${method}${made.wrong ? ` [${made.wrong}]` : ''} ${textOf(made.sent)}`);
    this.trace = [...this.trace, call, shortened(`   ${heard.status} ${heard.text}`)];
    const elsewhere = wrong.oddity?.elsewhere === true && made.wrong !== undefined;
    if (isDone(heard) && !elsewhere) {
      this.reached.add(operation.id);
      this.memory.told({ path: operation.path, about: made.about, circles: method === 'GET' ? [] : this.memory.circlesOf(textOf(made.sent), caller.circle), etag: heard.headers['etag'] as string | undefined, json: jsonOf(heard) });
    }
    const isProblem = heard.status >= 400 && method !== 'HEAD' && path.startsWith('/api/');
    return [
      ...generalFaults(heard),
      ...(isProblem ? problemFaults(heard) : []),
      ...(elsewhere ? [] : answerFaults(operation, heard)),
      ...this.formFaults(done),
      ...this.wordFaults(done),
    ];
  }

  /** Was it let through where it must not be, or refused for its form where the document allows it? */
  private formFaults({ plan: { wrong, operation }, made, heard }: Done): readonly string[] {
    if (made.wrong === undefined) {
      const { errors = [] } = (jsonOf(heard) ?? {}) as { errors?: readonly { rule: string; pointer: string }[] };
      const told = errors.filter(({ rule }) => !this.world.beyond.includes(rule));
      const refused = [400, 415, 428].includes(heard.status) || (codeOf(heard) === 'not-valid' && told.length > 0);
      return refused ? [`${operation.id} is as the document says, yet ${heard.status} ${told.map(({ pointer, rule }) => `${pointer} ${rule}`).join()}`] : [];
    }
    const { only } = wrong.oddity ?? {};
    if (only && !only.includes(heard.status)) return [`${made.wrong} was answered ${heard.status}, not ${only.join(' or ')}`];
    return wrong.spoiling?.spoil.refused && made.sent.body && isDone(heard) ? [`${made.wrong} was let through`] : [];
  }

  /** Did a text get to somebody who may not know it, or to where no text may be? */
  private wordFaults({ plan, caller, heard }: Done): readonly string[] {
    const faults = wordsIn(JSON.stringify(heard.headers)).map((word) => `${word} in a header`);
    if (heard.status >= 400) {
      // A pointer names the field that the caller sent: an unknown one by its own name.
      const said = JSON.stringify(jsonOf(heard) ?? heard.text, (key, value: unknown) => (key === 'pointer' ? undefined : value));
      const secret = wordsIn(said).filter((word) => !this.world.isPlain(this.memory.written(word) as Written));
      return [...faults, ...secret.map((word) => `${word} in a refusal`)];
    }
    const leaked = wordsIn(heard.text).filter((word) => {
      const written = this.memory.written(word);
      return !written || !(this.world.isPlain(written) || this.world.mayRead(caller, written, plan.operation.id));
    });
    return [...faults, ...leaked.map((word) => `${word} told to ${caller.person}; written by ${[...(this.memory.written(word)?.by ?? [])].join()} with ${[...(this.memory.written(word)?.operations ?? [])].join()}`)];
  }

  /** The same request with the same key is one act. */
  private repeated(one: Done, other: Done): readonly string[] {
    const faults = [...this.judged(other)];
    const keyed = 'idempotency-key' in one.made.sent.headers && one.made.sent.method === one.plan.operation.method;
    const id = ({ heard }: Done): unknown => (jsonOf(heard) as { id?: unknown } | null)?.id;
    if (!keyed || !(isDone(one.heard) || isDone(other.heard))) return faults;
    if (isDone(one.heard) !== isDone(other.heard)) faults.push(`the same act was answered ${one.heard.status} and ${other.heard.status}`);
    else if (id(one) !== id(other)) faults.push(`the same act made ${String(id(one))} and ${String(id(other))}`);
    return faults;
  }

  /** A key that made something stands for no other request. */
  private async reused(one: Done, word: string): Promise<readonly string[]> {
    const { body } = one.made.sent;
    const text = body ? Buffer.from(body).toString('utf8') : '';
    if (one.heard.status !== 201 || !text.includes(word)) return [];
    const sent = { ...one.made.sent, body: Buffer.from(text.replaceAll(word, word.replace('zq', 'qz'))) };
    const heard = await this.world.transport.send(sent);
    const faults = this.judged({ ...one, made: { ...one.made, sent, wrong: 'the key of another request' }, heard });
    return codeOf(heard) === 'idempotency-key-reused' ? faults : [...faults, `a key used again for another body was answered ${heard.status} ${codeOf(heard)}`];
  }

  private logFaults(): readonly string[] {
    const { logged } = this.world;
    const fresh = logged.slice(this.logLines);
    this.logLines = logged.length;
    return fresh.flatMap((line) => [
      ...(wordsIn(line).length > 0 ? [`a text in the log: ${line.trim()}`] : []),
      ...(/eyJ[\w-]+\./.test(line) ? ['a token in the log'] : []),
      ...(/"level":"(error|fatal)"/.test(line) ? [`an error in the log: ${line.trim()}`] : []),
    ]);
  }
}
