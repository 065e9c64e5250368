import { Injectable } from '@nestjs/common';
import type { Client } from '@cpmp/client';
import { capital, plain } from './words.js';

/** Somebody as a record names them: an id and the rank they held then. */
export type Mention = { readonly person: string; readonly rank?: string };

/** What people are called, by their ids. */
export type NameOf = (mention: Mention | string) => string;

/** At most so many people are asked after at once. */
const ASKED_MAX = 50;

/** Says people by their names where the directory has them, else by rank and id. */
@Injectable()
export class Names {
  async of(client: Client, ids: readonly (string | undefined)[]): Promise<NameOf> {
    const asked = [...new Set(ids.filter((id): id is string => id !== undefined && id !== ''))].slice(0, ASKED_MAX);
    const answer = asked.length === 0 ? undefined : await client.notification.namePersons({ query: { persons: asked.join(',') } });
    const names = new Map((answer?.ok ? answer.value.items : []).flatMap(({ person, name }) => (name ? [[person, name] as const] : [])));
    return (mention) => {
      const { person, rank } = typeof mention === 'string' ? { person: mention, rank: undefined } : mention;
      return names.get(person) ?? `${rank ? `${capital(plain(rank))} ` : ''}${person}`;
    };
  }
}
