import { fromBinary } from '@bufbuild/protobuf';
import type { RiskKnown } from '@cpmp/gate';
import { type View, type ViewStore, foldTopic } from '@cpmp/ledger';
import { type Delivery, metaOf } from '@cpmp/messaging';
import { RiskEventSchema } from '@cpmp/proto/risk-assessment';

/** What risk-assessment said of a risk, as it is folded. */
export type RiskHeard = { readonly type: 'RiskHeard'; readonly about: string } & RiskKnown;

/** A risk as last heard, and the stream that it is about. */
export type RiskDoc = RiskKnown & { readonly about: string };

/** How each risk stands, as last heard; keyed by the risk's stream. */
export const risks: View<RiskDoc, RiskHeard> = {
  name: 'risks',
  version: 1,
  from: { topic: 'risk-assessment.risks.v1' },
  key: (_event, meta) => meta.stream,
  indexes: ['about'],
  on: { RiskHeard: (_doc, { type: _type, ...risk }) => risk },
};

/** Folds a message of `risk-assessment.risks.v1` into `risks`. */
export const hearRisk = async (store: ViewStore, bytes: Uint8Array, delivery: Delivery): Promise<void> => {
  const { about, residual, appetite, acceptedUntil, closed, force } = fromBinary(RiskEventSchema, bytes);
  const heard: RiskHeard = { type: 'RiskHeard', about, residual, appetite, closed, ...(acceptedUntil === '' ? {} : { acceptedUntil }), ...(force === undefined ? {} : { force }) };
  await foldTopic(store, risks, heard, metaOf(delivery));
};
