import type { Ledger } from '@cpmp/ledger';
import type { Failure } from './handling.js';
import type { Delivery } from './messages.js';

/**
 * A message that could not be handled: where it stands, its key and headers, and why under `dlq-…`. Its value stays in the source's log, where the
 * seals are: a permit request's open target lies nowhere else, and goes with its case's key.
 */
export type DeadLetter = Delivery;

const NOTE = 'topics/dead-letters';

/** A reader's dead letters, kept durably in its own store. */
export class DeadLetters {
  /** Whether there is one, as this process heard last. */
  private any: Promise<boolean> | undefined;

  constructor(private readonly notes: Ledger['notes']) {}

  async list(): Promise<readonly DeadLetter[]> {
    return lettersIn(await this.notes.note(NOTE));
  }

  /** A message as its handler is to have it: it says so where one before it may come after it. Asks the store once, until `askAgain`. */
  async marked(delivery: Delivery): Promise<Delivery> {
    this.any ??= this.list().then(({ length }) => length > 0);
    const any = await this.any.catch((error: unknown) => {
      this.askAgain();
      throw error;
    });
    return any ? { ...delivery, outOfTurn: true } : delivery;
  }

  /** Another process may have kept one, where it had what this one reads now. */
  askAgain(): void {
    this.any = undefined;
  }

  /** Keeps a message with why it failed; one that is there already is kept once, with the newest reason. */
  async add(delivery: Delivery, { code, attempts }: Failure): Promise<DeadLetter> {
    const { topic, key, id, headers } = delivery;
    const letter = { ...delivery, headers: { ...headers, 'dlq-topic': topic, 'dlq-key': key, 'dlq-id': id, 'dlq-error': code, 'dlq-attempts': String(attempts) } };
    await this.change((letters) => {
      const at = letters.findIndex((other) => same(other, letter));
      return at < 0 ? [...letters, letter] : letters.with(at, letter);
    });
    this.askAgain();
    return letter;
  }

  async remove(letter: DeadLetter): Promise<void> {
    await this.change((letters) => letters.filter((other) => !same(other, letter)));
    this.askAgain();
  }

  private async change(next: (letters: readonly DeadLetter[]) => readonly DeadLetter[]): Promise<void> {
    for (let done = false; !done; ) {
      const note = await this.notes.note(NOTE);
      done = await this.notes.putNote(NOTE, next(lettersIn(note)), note?.revision ?? 0);
    }
  }
}

const lettersIn = (note: { readonly value: unknown } | undefined): readonly DeadLetter[] => (note?.value as readonly DeadLetter[] | undefined) ?? [];

const same = (one: Delivery, other: Delivery): boolean => one.id === other.id && one.topic === other.topic;
