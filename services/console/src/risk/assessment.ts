import type { riskAssessment } from '@cpmp/client';
import type { Field } from '../web/forms.js';
import { one, type Typed } from '../web/visit.js';
import type { Matrix, Risk } from './risks.js';

/** The fields of an assessment, in the order of its page. */
export const RATED: readonly Field[] = [
  { field: 'threat', pointer: '/threat', label: 'What could go wrong', missing: 'Enter what could go wrong' },
  { field: 'likelihood', pointer: '/likelihood', label: 'How likely it is without controls', missing: 'Select how likely it is without controls', choice: true },
  { field: 'impact', pointer: '/impact', label: 'How bad it would be without controls', missing: 'Select how bad it would be without controls', choice: true },
  { field: 'controls', pointer: '/controls', label: 'What is done against it', missing: 'Enter what is done against it' },
  { field: 'residual-likelihood', pointer: '/residual/0', label: 'How likely it is with controls', missing: 'Select how likely it is with controls', choice: true },
  { field: 'residual-impact', pointer: '/residual/1', label: 'How bad it would be with controls', missing: 'Select how bad it would be with controls', choice: true },
];

const number = (typed: Typed, field: string): number => Number(one(typed, field));

/** What was typed, as the API takes it. */
export const assessmentTyped = (typed: Typed): riskAssessment.ReassessRiskBody => ({
  threat: one(typed, 'threat'), controls: one(typed, 'controls'), likelihood: number(typed, 'likelihood'), impact: number(typed, 'impact'), residual: [number(typed, 'residual-likelihood'), number(typed, 'residual-impact')],
});

/** An assessment as its form is first seen: what was said last. */
export const assessmentOf = ({ threat = '', controls = '', inherent: [likelihood, impact], residual: [withControls, impactWith] }: Risk): Typed => ({
  threat, controls, likelihood: String(likelihood), impact: String(impact), 'residual-likelihood': String(withControls), 'residual-impact': String(impactWith),
});

const options = (names: Readonly<Record<string, string>>, ask: string) => [{ value: '', text: ask }, ...Object.entries(names).map(([value, text]) => ({ value, text: `${value}, ${text}` }))];

/** What the matrix offers to choose from. */
export const ratings = ({ likelihood, impact }: Matrix) => ({ likelihoods: options(likelihood, 'Choose how likely'), impacts: options(impact, 'Choose how bad') });
