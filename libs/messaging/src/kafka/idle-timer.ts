import { createRequire } from 'node:module';

/** What kafkajs's queue of requests on one connection holds, as far as its timer goes. */
type RequestQueue = {
  pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
};

const CHECK_EVERY_MS = 10;

/**
 * Stops the timer that kafkajs 2.2.4 arms again about every millisecond, for ever, on each idle connection: never throttled means -1, hence a negative delay.
 * It is armed only while a request is pending; one that is not pending never needs the check.
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
};
