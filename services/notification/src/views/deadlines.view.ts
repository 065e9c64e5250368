import type { Instant } from '@cpmp/kernel';
import type { View } from '@cpmp/ledger';
import type { DeadlineEvent, Set } from '../domain/deadline.js';

/** A deadline as the oversight pages show it: what, when, and who was told and answered. */
export type DeadlineDoc = Set & {
  readonly id: string;
  readonly open: boolean;
  readonly dischargedAt: Instant | null;
  readonly late: boolean;
  /** By which notice of it, too, since an answer to one is none to a later one. */
  readonly told: readonly { readonly notice: string; readonly person: string; readonly at: Instant; readonly acknowledgedAt: Instant | null }[];
  /** What those who oversee said of it; closed until a door opens it. */
  readonly notes: readonly { readonly by: string; readonly at: Instant; readonly text: string }[];
};

/** Every deadline that any service set. */
export const deadlines: View<DeadlineDoc, DeadlineEvent> = {
  name: 'deadlines',
  version: 4,
  from: 'log',
  key: (_, meta) => (meta.stream.startsWith('deadline-') ? meta.streamId : undefined),
  indexes: ['about', 'due', 'open', 'late', 'what', 'deadline'],
  on: {
    // Set again by the same name after its service was restored: what was told and noted before stays to be read.
    DeadlineTaken: (doc, { type: _type, tellAt: _tellAt, ...set }, meta) => ({ ...set, id: meta.streamId, open: true, dischargedAt: null, late: false, told: doc?.told ?? [], notes: doc?.notes ?? [] }),
    DeadlineDischarged: (doc, event) => doc && { ...doc, open: false, dischargedAt: event.at, late: event.late },
    NoticeSent: (doc, event) => doc && { ...doc, told: [...doc.told, ...event.to.map((person) => ({ notice: event.notice, person, at: event.at, acknowledgedAt: null }))] },
    // The last rung hears again and again for as long as nobody answers: that it was told is said once, or the document would grow for ever.
    NoticeEscalated: (doc, event) => doc && { ...doc, told: [...doc.told, ...newcomers(doc, event).map((person) => ({ notice: event.notice, person, at: event.at, acknowledgedAt: null }))] },
    NoticeAcknowledged: (doc, event) => doc && { ...doc, told: answered(doc, event) },
    DeadlineNoted: (doc, { by, at, text }) => doc && { ...doc, notes: [...doc.notes, { by, at, text }] },
  },
};

/** An answer is to its own notice, and to what the same person was told before that; never to what they are told after it. */
const answered = ({ told }: DeadlineDoc, { notice, by, at }: { readonly notice: string; readonly by: string; readonly at: Instant }): DeadlineDoc['told'] => {
  const sentAt = told.findLast((t) => t.notice === notice && t.person === by)?.at ?? '';
  return told.map((t) => (t.person === by && (t.notice === notice || t.at < sentAt) ? { ...t, acknowledgedAt: t.acknowledgedAt ?? at } : t));
};

const newcomers = ({ told }: DeadlineDoc, { notice, to }: { readonly notice: string; readonly to: readonly string[] }): readonly string[] =>
  to.filter((person) => !told.some((earlier) => earlier.notice === notice && earlier.person === person));
