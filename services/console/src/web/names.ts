import { Injectable } from '@nestjs/common';
import type { Client } from '@cpmp/client';
import { capital, plain } from './words.js';

/** Somebody as a record names them: an id and the rank they held then. */
export type Mention = { readonly person: string; readonly rank?: string };

/** What people are called, by their ids. */
export type NameOf = (mention: Mention | string) => string;

/** What may be somebody's id. The directory takes nothing else, nor anybody beside it; a record may say `the platform`. */
const PERSON = /^[a-z0-9][a-z0-9._@-]{0,63}$/;

/** So many people are asked after at once. */
const ASKED_MAX = 50;

/** Says people by their names where the directory has them, else by rank and id. */
@Injectable()
export class Names {
  async of(client: Client, ids: readonly (string | undefined)[]): Promise<NameOf> {
    const asked = [...new Set(ids.filter((id): id is string => id !== undefined && PERSON.test(id)))];
    const some = Array.from({ length: Math.ceil(asked.length / ASKED_MAX) }, (_, index) => asked.slice(index * ASKED_MAX, (index + 1) * ASKED_MAX));
    const answers = await Promise.all(some.map((persons) => client.notification.namePersons({ query: { persons: persons.join(',') } })));
    const names = new Map(answers.flatMap((answer) => (answer.ok ? answer.value.items : [])).flatMap(({ person, name }) => (name ? [[person, name] as const] : [])));
    return (mention) => {
      const { person, rank } = typeof mention === 'string' ? { person: mention, rank: undefined } : mention;
      return names.get(person) ?? `${rank ? `${capital(plain(rank))} ` : ''}${person}`;
    };
  }
}
