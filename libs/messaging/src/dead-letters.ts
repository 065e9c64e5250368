import type { Ledger } from '@cpmp/ledger';
import type { Placed } from './relay.js';

/** A message that could not be handled, with its own key, value and headers and why. */
export type DeadLetter = { readonly id: string; readonly topic: string; readonly key: string; readonly value: string; readonly placed: Placed['delivery']; readonly headers: Readonly<Record<string, string>> };

const NOTE = 'topics/dead-letters';

/** A reader's dead letters, kept durably in its own store. Poison alone comes here; a store that is away never fills it. */
export class DeadLetters {
  constructor(private readonly notes: Ledger['notes']) {}

  async list(): Promise<readonly DeadLetter[]> {
    return ((await this.notes.note(NOTE))?.value as readonly DeadLetter[] | undefined) ?? [];
  }

  /** Keeps a message; the same one twice is kept once. */
  async add({ value, delivery }: Placed, reason: string, attempts: number): Promise<DeadLetter> {
    const headers = { ...delivery.headers, 'dlq-topic': delivery.topic, 'dlq-id': delivery.id, 'dlq-error': reason, 'dlq-attempts': String(attempts) };
    const dead: DeadLetter = { id: delivery.id, topic: delivery.topic, key: delivery.key, value: Buffer.from(value).toString('base64'), placed: delivery, headers };
    await this.change((letters) => (letters.some(({ id, topic }) => id === dead.id && topic === dead.topic) ? letters : [...letters, dead]));
    return dead;
  }

  /** Takes a letter out, to be handled once more. */
  async take(id: string): Promise<Placed | undefined> {
    const dead = (await this.list()).find((letter) => letter.id === id);
    if (!dead) return undefined;
    await this.change((letters) => letters.filter((letter) => letter.id !== id));
    return { value: Buffer.from(dead.value, 'base64'), delivery: dead.placed };
  }

  private async change(next: (letters: readonly DeadLetter[]) => readonly DeadLetter[]): Promise<void> {
    for (;;) {
      const note = await this.notes.note(NOTE);
      if (await this.notes.putNote(NOTE, next((note?.value as readonly DeadLetter[] | undefined) ?? []), note?.revision ?? 0)) return;
    }
  }
}
