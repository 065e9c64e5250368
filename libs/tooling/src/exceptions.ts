/** One breach that stands for a reason; when the breach is gone the exception fails, so the list only holds what is needed. */
export type Exception = { readonly rule: string; readonly where: string; readonly because: string };

/** The exceptions there are. */
export const exceptions: readonly Exception[] = [
  { rule: 'service-budget', where: 'services/authorisation', because: 'the law’s acts are many: one file per family of decisions, and the largest read model' },
  { rule: 'service-budget', where: 'services/console', because: 'a work space for each of ten kinds of people, a folder each' },
  { rule: 'service-budget', where: 'services/standalone', because: 'beside the host it plays written operations and lives simulated years, a folder each' },
  { rule: 'service-budget', where: 'services/resource-allocation', because: 'it hears seven topics, one consumer file each, and holds two kinds of streams and the planning over them' },
  { rule: 'service-budget', where: 'services/notification', because: 'it hears seven topics of four services, one consumer file each' },
];
