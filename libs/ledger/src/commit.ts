import type { DomainEvent } from '@cpmp/kernel';
import { canonicalBytes, hashOf } from './canonical.js';
import { Corrupt } from './errors.js';
import type { CommitBody, EventMeta, Recorded, StoredCommit } from './types.js';

/** The previous hash of the first commit. */
export const NO_HASH = '0'.repeat(64);

/** A commit as it is stored: the canonical bytes of its body, their hash, and the columns. `known`: a part of it that `asRead` gave. */
export const stored = (body: CommitBody, known?: object): StoredCommit => {
  const bytes = canonicalBytes(body, known);
  return { position: body.position, stream: body.stream, version: body.version, cause: body.cause, hash: hashOf(bytes), body: bytes };
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a stored commit's body, and holds its hash and its columns against it. @throws Corrupt */
export const bodyOf = (commit: StoredCommit): CommitBody => {
  if (hashOf(commit.body) !== commit.hash) throw new Corrupt(commit.position, 'its hash is not the hash of its bytes');
  let body: CommitBody;
  try {
    body = JSON.parse(decoder.decode(commit.body)) as CommitBody;
  } catch {
    throw new Corrupt(commit.position, 'its bytes are not JSON');
  }
  if (typeof body !== 'object' || body === null) throw new Corrupt(commit.position, 'its bytes are no commit');
  for (const column of ['position', 'stream', 'version', 'cause'] as const)
    if (body[column] !== commit[column]) throw new Corrupt(commit.position, `its column ${column} is not what its body says`);
  return body;
};

/** The part of a stream's name after its category. */
export const idOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

/** The part of a stream's name before its id. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));

/** A commit's events with their places. */
export const recorded = (body: CommitBody, upcast: (event: DomainEvent, category: string) => DomainEvent): readonly Recorded<DomainEvent & Record<string, unknown>>[] =>
  body.events.map((event, index) => ({ event: upcast(event, categoryOf(body.stream)) as DomainEvent & Record<string, unknown>, meta: metaOf(body, index) }));

/** Where an event of a commit stands. */
export const metaOf = (body: CommitBody, index: number): EventMeta => ({
  id: `${body.log}/${body.position}/${index}`,
  log: body.log,
  position: body.position,
  index,
  stream: body.stream,
  streamId: idOf(body.stream),
  version: body.version,
  at: body.at,
  actor: body.actor,
  ...(body.trace ? { trace: body.trace } : {}),
});
