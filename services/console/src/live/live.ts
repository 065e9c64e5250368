import { Readable } from 'node:stream';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Heard, listen } from '@cpmp/client';
import { type ConsoleOptions, OPTIONS } from '../web/console-options.js';
import { type Session, Sessions } from '../web/session.js';
import { clock } from '../web/time.js';
import { under } from '../web/visit.js';

/** A browser that lost its connection comes back after so long, in milliseconds. */
const RETRY_MS = 5_000;
/** A browser that lets so many bytes wait is sent away, and comes back with its last id. */
const WAITING_BYTES_MAX = 65_536;

/** So many streams may a page name: as many as an address holds on its way through a proxy. */
export const STREAMS_MAX = 300;
/** So many streams does a service take by name. Where a page shows more of it, everything that the reader may hear of is listened to, and what the page does not show is passed over. */
const NAMED_MAX = 50;

/** Which services know news of a stream, by the first part of its name. */
const TOLD_BY: Readonly<Record<string, readonly string[]>> = {
  authority: ['authorisation', 'asset-registry', 'resource-allocation'],
  asset: ['asset-registry'],
  source: ['asset-registry'],
  resource: ['resource-allocation'],
  tasking: ['resource-allocation'],
  risk: ['risk-assessment'],
  person: ['notification'],
  error: ['authorisation'],
  product: ['authorisation'],
};

/** A place in every service's log, as one id: `authorisation/1/412,asset-registry/1/9`. */
export type Places = ReadonlyMap<string, string>;

/** Reads an id that a page or a browser brought; what is none of ours is passed over. */
export const placesIn = (text: string): Places => new Map(text.split(',').filter((place) => /^[a-z-]{1,40}\/\d{1,9}\/\d{1,15}$/.test(place)).map((place) => [place.split('/')[0] as string, place]));

/** Writes what `placesIn` reads. */
export const placesOut = (places: Places): string => [...places.values()].join();

type Watching = { readonly session: Session; readonly streams: readonly string[]; readonly places: Places; readonly trace: string | undefined };

/** Passes the services' live news on to a page, with the person's own token: nothing that the APIs would not tell them. */
@Injectable()
export class Live implements OnModuleDestroy {
  private readonly open = new Set<() => void>();

  constructor(
    @Inject(OPTIONS) private readonly options: ConsoleOptions,
    private readonly sessions: Sessions,
  ) {}

  /** The news of some streams as lines of an event stream; undefined where no service tells of any. It ends with the session, and when one service ends: the browser comes back. */
  watch({ session, streams, places, trace }: Watching): Readable | undefined {
    const byService = new Map<string, string[]>();
    for (const stream of streams) for (const service of under(TOLD_BY, stream.split('-')[0]) ?? []) byService.set(service, [...(byService.get(service) ?? []), stream]);
    if (byService.size === 0) return undefined;
    const reached = new Map([...places].filter(([service]) => byService.has(service)));
    const gone = new AbortController();
    const lines = new Readable({
      read: () => {},
      destroy: (error, done) => {
        gone.abort();
        done(error);
      },
    });
    const end = (): void => {
      if (gone.signal.aborted) return;
      gone.abort();
      lines.push(null);
    };
    this.endWith(session, end, gone.signal);
    const say = (text: string): void => {
      if (gone.signal.aborted) return;
      lines.push(text);
      if (lines.readableLength > WAITING_BYTES_MAX) lines.destroy();
    };
    say(`retry: ${RETRY_MS}\n\n`);
    for (const [service, named] of byService) void this.relay({ service, streams: named, place: places.get(service), signal: gone.signal, trace, token: session.token, reached, say }).finally(end);
    return lines;
  }

  private async relay({ token, reached, say, streams, ...from }: { service: string; streams: readonly string[]; place: string | undefined; trace: string | undefined; signal: AbortSignal; token: string; reached: Map<string, string>; say: (text: string) => void }): Promise<void> {
    const shown = new Set(streams);
    for await (const heard of listen({ baseUrl: this.options.api.baseUrl, token }, { ...from, streams: streams.length > NAMED_MAX ? [] : streams })) {
      if (heard.place) reached.set(from.service, heard.place);
      if (heard.stream !== undefined && !shown.has(heard.stream)) continue;
      say(`${linesOf(heard)}id: ${placesOut(reached)}\n\n`);
    }
  }

  private endWith(session: Session, end: () => void, gone: AbortSignal): void {
    const limit = setTimeout(end, session.secondsLeft * 1000).unref();
    const forget = this.sessions.whenEnded(session, end);
    this.open.add(end);
    gone.addEventListener('abort', () => {
      clearTimeout(limit);
      forget();
      this.open.delete(end);
    });
  }

  onModuleDestroy(): void {
    for (const end of this.open) end();
  }
}

/** The server says the time in words: the desk's clock is never asked. */
const linesOf = ({ what, stream, at }: Heard): string => (what === 'quiet' || at === undefined ? ': still here\n' : `event: ${what}\ndata: ${JSON.stringify({ stream, at: clock(at) })}\n`);
