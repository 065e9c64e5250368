import { type CaseFile, captionOf, type Part } from './case-file.js';
import { partNumber, plain } from './words.js';

/** What every page of a step on a part shows. `version`: the one that is decided on. */
export const partStep = ({ the, nameOf }: CaseFile, { id, power, etag, state, until }: Part) => ({
  id: the.id, component: id, number: partNumber(id), power, standing: state, until, version: etag,
  reference: the.reference, operation: the.operation, caption: captionOf(the, id),
  asked: nameOf({ person: the.applicant.person, ...(the.applicant.rank ? { rank: the.applicant.rank } : {}) }), unit: the.unit,
});

/** Where it is told why a part stands as it stands. */
export const whyOf = (id: string, { id: component, state }: Pick<Part, 'id' | 'state'>) => ({ text: `Why is part ${partNumber(component)} ${plain(state)}?`, href: `/cases/${id}/components/${component}/why` });
