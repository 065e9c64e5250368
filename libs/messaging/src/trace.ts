import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Delivery } from './messages.js';

/** Runs a consumer in the trace of the act behind its message, and not in that of whichever request's commit woke the reader. */
export const inTraceOf = <T>({ headers }: Delivery, work: () => T): T => context.with(propagation.extract(ROOT_CONTEXT, headers), work);
