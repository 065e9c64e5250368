/** The architecture, as rules. `npm run check` fails on any breach; each comment says why. `architecture.spec.ts` plants a breach of each. */
const lib = (...names) => `^libs/(${names.join('|')})/`;
const npm = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;
const spec = '\\.(spec|contract|engines)\\.ts$';
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** Which of our libs each lib may import: kernel <- law, gate; kernel <- ledger <- messaging <- shell; gate, shell <- holder. */
const below = {
  law: ['kernel'],
  gate: ['kernel'],
  ledger: ['kernel'],
  messaging: ['kernel', 'ledger'],
  shell: ['kernel', 'ledger', 'messaging'],
  holder: ['kernel', 'gate', 'ledger', 'messaging', 'shell'],
  client: ['kernel'],
  planner: [],
};

module.exports = {
  forbidden: [
    rule('no-circular', 'Files that load one another in a ring see each other unfinished; between decorated classes that is a crash at start.',
      {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    rule('declared', 'Every import resolves.', {}, { couldNotResolve: true }),
    rule('mapped-to-source', 'An import that lands in dist/ hides what is behind it from these rules: add it to tsconfig.paths.json.', {}, { path: '^(libs|services|proto)/.*dist/' }),
    rule('services-are-islands', 'Services meet only through proto/ and topics.',
      { path: '^services/([^/]+)/', pathNot: '^services/standalone/' }, { path: '^services/([^/]+)/', pathNot: '^services/$1/' }),
    rule('standalone-uses-the-front-door', 'The host takes each service whole, by its package; only its specs look inside.',
      { path: '^services/standalone/', pathNot: spec }, { path: '^services/(?!standalone/)', pathNot: '^services/[^/]+/src/app\\.module\\.ts$' }),
    rule('console-is-a-client', 'The console knows only the public HTTP APIs: no ledger, topic, gate or law of its own.',
      { path: '^services/console/', pathNot: spec }, { path: [lib('ledger', 'messaging', 'gate', 'law', 'holder'), '^proto/'] }),
    rule('domain-is-pure', 'domain/ imports its own files, libs/kernel, libs/law and libs/gate. No npm, no node, no I/O.',
      { path: '^services/([^/]+)/src/domain/', pathNot: spec }, { pathNot: ['^services/$1/src/domain/', lib('kernel', 'law', 'gate')] }),
    rule('domain-knows-no-wire', 'A domain speaks its own words, not protobuf: wire.ts is for publish.ts and consumers/.',
      { path: '^services/([^/]+)/src/domain/', pathNot: spec }, { path: '^libs/gate/src/wire\\.ts$' }),
    rule('domain-reads-no-law', 'A domain is given the law; only the service that runs it reads the packs.',
      { path: '^services/([^/]+)/src/domain/', pathNot: spec }, { path: '^libs/law/src/load\\.ts$' }),
    rule('spec-cases-are-for-specs', 'What the specs share is no part of a service: a stand-in that a service imports would be its law.',
      { pathNot: [spec, '/spec-[^/]+\\.ts$'] }, { path: '/spec-[^/]+\\.ts$' }),
    rule('edges-do-not-meet', 'http/ and consumers/ talk to the service, not to each other.',
      { path: '^services/([^/]+)/src/(http|consumers)/', pathNot: spec }, { path: '^services/$1/src/(http|consumers)/', pathNot: '^services/$1/src/$2/' }),
    rule('kernel-imports-nothing', 'libs/kernel is the floor.', { path: lib('kernel'), pathNot: spec }, { pathNot: lib('kernel') }),
    rule('gate-is-pure', 'libs/gate is the holder’s domain: only wire.ts knows protobuf.',
      { path: lib('gate'), pathNot: [spec, '^libs/gate/src/wire\\.ts$'] }, { pathNot: lib('gate', 'kernel') }),
    rule('law-is-pure', 'libs/law is asked, it does not look: only load.ts, reading.ts and the command touch files, only the schemas know zod.',
      { path: lib('law'), pathNot: [spec, '^libs/law/src/(load|reading|publish|law\\.command|.*\\.schema)\\.ts$'] }, { pathNot: lib('law', 'kernel') }),
    ...Object.entries(below).map(([name, allowed]) =>
      rule(`${name}-stays-below`, `libs/${name} imports of our libs ${allowed.length > 0 ? `only ${allowed.join(', ')}` : 'none'}.`,
        { path: lib(name), pathNot: spec }, { path: '^libs/', pathNot: lib(name, ...allowed) })),
    rule('libs-know-no-service', 'A lib that needs a service is part of it; libs/testing alone plays several together, and libs/bench measures them.',
      { path: '^(libs|proto)/', pathNot: lib('testing', 'bench') }, { path: '^services/' }),
    rule('bench-uses-the-front-door', 'What is measured is what runs: services whole, the host, and the decisions that a measure asks for.',
      { path: lib('bench') }, { path: '^services/', pathNot: '^services/[^/]+/src/(app\\.module|platform|distributed/start|domain/index)\\.ts$' }),
    rule('nobody-needs-the-bench', 'What measures is no part of what is measured.', { path: '.', pathNot: lib('bench') }, { path: lib('bench') }),
    rule('testing-plays-pure-parts', 'The explorer plays the services’ pure parts: domains, views, what they publish; never a service whole.',
      { path: lib('testing') }, { path: '^services/', pathNot: '^services/[^/]+/src/(domain/|views/|publish\\.ts$)' }),
    rule('testing-is-for-specs', 'Only specs and what they share import libs/testing, the host in memory that libs/shell lends them, or the stand-in of libs/holder.',
      { pathNot: [spec, '/spec-[^/]+\\.ts$', lib('testing'), '^libs/shell/src/testing/'] }, { path: [lib('testing'), '^libs/shell/src/testing/', '^libs/holder/src/testing\\.ts$'] }),
    rule('one-door-to-kafka', 'Only libs/messaging speaks Kafka.', { pathNot: [spec, lib('messaging', 'testing')] }, { path: npm('kafkajs') }),
    rule('one-door-to-redis', 'Only libs/shell opens Redis.', { pathNot: [spec, lib('shell', 'testing')] }, { path: npm('ioredis') }),
    rule('one-door-to-telemetry', 'Every measure and span is in libs/shell’s registry, so it alone makes any; libs/messaging carries a trace on.',
      { pathNot: [spec, '^libs/shell/src/telemetry/', '^libs/messaging/src/trace\\.ts$'] }, { path: npm('@opentelemetry') }),
    rule('one-door-to-solver', 'Only libs/planner knows how a plan is found.', { pathNot: [spec, lib('planner')] }, { path: npm('highs') }),
    rule('one-door-to-stores', 'Only libs/ledger opens databases.',
      { pathNot: [spec, lib('ledger', 'testing')] }, { path: [npm('mongoose', 'mongodb'), '^(node:)?sqlite$'] }),
  ],
  options: {
    tsConfig: { fileName: 'libs/tooling/tsconfig.paths.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '(^|/)dist/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
