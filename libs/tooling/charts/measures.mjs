/** What operators read of telemetry, written from its registry. */
import { ATTRIBUTES, MEASURES, SPANS } from '../../shell/src/telemetry/registry.ts';

const cell = (text) => text.replaceAll('|', '\\|');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;
const listed = (names) => names.map((name) => `\`${name}\``).join(', ');
const valuesOf = ({ values }) => (Array.isArray(values) ? listed(values) : `of the form \`${values.source}\``);

/** The page, whole. */
export const measuresPage = () => `${[
  '# What is measured',
  '',
  'Every name that the processes tell, and nothing else is told. Written from `libs/shell/src/telemetry/registry.ts` by `npm run check:charts -- --write`.',
  'Prometheus reads them at `GET /metrics` of port 9464 (`METRICS_PORT`), which no caller of the APIs reaches. Nothing covert is in any name, word or number, nor who acted.',
  '',
  '| measure | kind | unit | of | tells |',
  '|---|---|---|---|---|',
  ...Object.entries(MEASURES).map(([name, { kind, unit, attributes, tells }]) => row(`\`${name}\``, kind, unit, listed(attributes), tells)),
  '',
  'Of a histogram Prometheus finds `_bucket`, `_sum` and `_count`. Pods of one service say the same of its log: take the worst of them, never their sum; requests and messages are each pod’s own.',
  '',
  '## Spans',
  '',
  'They leave a process only where `OTEL_EXPORTER_OTLP_ENDPOINT` is set. A trace goes on through requests, the log and the topics (W3C `traceparent`).',
  '',
  '| span | kind | of | tells |',
  '|---|---|---|---|',
  ...Object.values(SPANS).map(({ name, kind, attributes, tells }) => row(`\`${name}\``, kind, listed(attributes), tells)),
  '',
  '## What is said of them',
  '',
  '| attribute | is | its values |',
  '|---|---|---|',
  ...Object.entries(ATTRIBUTES).map(([name, rule]) => row(`\`${name}\``, rule.says, valuesOf(rule))),
  '',
  'A value that is none of these reads `other`.',
].join('\n')}\n`;
