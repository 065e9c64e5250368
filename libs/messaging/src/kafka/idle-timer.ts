import { createRequire } from 'node:module';

/** What kafkajs's queue of requests on one connection holds, as far as its timer goes. */
type RequestQueue = {
  pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
  readonly inflight: ReadonlyMap<number, { readonly sentAt: number; readonly requestTimeout: number; timeoutRequest(): void }>;
  readonly enforceRequestTimeout: boolean;
  requestTimeoutIntervalId: NodeJS.Timeout | null;
  isConnected(): boolean;
  destroy(): void;
  scheduleRequestTimeoutCheck(): void;
};

const CHECK_EVERY_MS = 10;
/** How late a request is found to have had no answer; it may take thirty seconds. */
const TIMEOUT_CHECK_EVERY_MS = 1_000;

/**
 * Stops two timers of kafkajs 2.2.4 that wake a process that has nothing to do. One it arms again about every millisecond, for ever, on each idle connection: never throttled means -1, hence a negative delay.
 * It is armed only while a request is pending; one that is not pending never needs the check. The other looks ten times a second, on each connection, whether a request has had no answer for too long.
 */
export const calmIdleConnections = (): void => {
  const queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as { readonly prototype: RequestQueue };
  queue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.throttleCheckTimeoutId || this.pending.length === 0) return;
    const delay = Math.max(this.throttledUntil - Date.now(), 0) || CHECK_EVERY_MS;
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, delay);
  };
  queue.prototype.scheduleRequestTimeoutCheck = function (this: RequestQueue) {
    if (!this.enforceRequestTimeout) return;
    this.destroy();
    this.requestTimeoutIntervalId = setInterval(() => {
      for (const request of this.inflight.values()) if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest();
      if (!this.isConnected()) this.destroy();
    }, TIMEOUT_CHECK_EVERY_MS);
  };
};
