/**
 * The import table: each room, and the only things that it may import. Everything that a room's list does not name is
 * refused; there is no list of exceptions. libs/access/README.md says why access may use the decorators' libraries.
 */
const BUILT_IN = '^node:';
const KERNEL = '^libs/kernel/src/index\\.ts$';
const ACCESS = '^libs/access/src/index\\.ts$';
const CONFIG = '^libs/config/src/index\\.ts$';
const NEST = '^node_modules/@nestjs/(common|core|passport|jwt|mongoose|platform-fastify)/';
const INJECTABLE = '^node_modules/@nestjs/common/';
const DTO = '^node_modules/(@nestjs/(common|swagger|passport)|class-validator|class-transformer|reflect-metadata)/';

/** Lower layers first: a feature may import the front door of what stands on a line above its own. */
const ORDER = [
  ['audit'],
  ['idempotency'],
  ['policies'],
  ['keys', 'mail'],
  ['handover'],
  ['users'],
  ['service-accounts'],
  ['auth'],
  ['secrets', 'sensitive-data', 'entries'],
  ['kv-api', 'audit-proofs', 'audit-stream'],
];
const FEATURES = ORDER.flat();
const door = (feature) => `^libs/${feature}/src/index\\.ts$`;
/** What a feature gives to code that runs without a server. */
const offline = (feature) => `^libs/${feature}/src/offline/index\\.ts$`;
const below = (feature) =>
  ORDER.slice(
    0,
    ORDER.findIndex((line) => line.includes(feature)),
  )
    .flat()
    .flatMap((feature) => [door(feature), offline(feature)]);
const own = (feature, ...folders) => folders.map((folder) => `^libs/${feature}/src/${folder}/`);

/** The npm libraries that a feature's adapters are made of. */
const ADAPTERS = {
  audit: ['csv-stringify'],
  auth: ['@nestjs/jwt', '@nestjs/passport', 'passport-jwt', 'speakeasy', 'qrcode'],
  mail: ['nodemailer'],
  'service-accounts': ['jose'],
  users: ['argon2', 'bcrypt', '@zxcvbn-ts/core', '@zxcvbn-ts/language-common', '@nestjs/common'],
};
const libraries = (names = []) => names.map((name) => `^node_modules/(@types/)?${name}/`);

const SPEC = '\\.spec\\.ts$';

function only(name, from, allowed) {
  return {
    name,
    severity: 'error',
    comment: `${name}: see the import table in docs/architecture.md`,
    from: { path: from, pathNot: SPEC },
    to: { pathNot: [BUILT_IN, ...allowed], dependencyTypesNot: ['core'] },
  };
}

const features = FEATURES.flatMap((feature) => {
  const room = (folder) => `^libs/${feature}/src/${folder}/`;
  return [
    only(`${feature}/domain`, room('domain'), [...own(feature, 'domain'), KERNEL]),
    only(`${feature}/ports`, room('ports'), [...own(feature, 'domain', 'ports'), KERNEL]),
    only(`${feature}/application`, room('application'), [
      ...own(feature, 'domain', 'ports', 'application'),
      ...below(feature),
      KERNEL,
      INJECTABLE,
    ]),
    only(`${feature}/adapters`, room('adapters'), [
      ...own(feature, 'domain', 'ports', 'adapters'),
      KERNEL,
      CONFIG,
      ...libraries(ADAPTERS[feature]),
    ]),
    only(`${feature}/http`, room('http'), [
      ...own(feature, 'domain', 'application', 'http'),
      KERNEL,
      ACCESS,
      NEST,
      DTO,
    ]),
    only(`${feature}/offline`, room('offline'), [...own(feature, 'domain', 'application', 'offline'), KERNEL]),
    only(`${feature}/module`, `^libs/${feature}/src/[a-z-]+\\.module\\.ts$`, [
      ...own(feature, 'domain', 'ports', 'application', 'adapters', 'http'),
      `^libs/${feature}/src/[a-z-]+\\.module\\.ts$`,
      ...below(feature),
      KERNEL,
      ACCESS,
      CONFIG,
      NEST,
    ]),
  ];
});

const ENGINES = {
  'storage-sqlite': ['@nestjs/common'],
  'storage-mongodb': ['@nestjs/common', '@nestjs/mongoose', 'mongoose', 'mongodb'],
  'keyring-local': ['argon2'],
  'keyring-vault': ['node-vault'],
};
const engines = Object.entries(ENGINES).map(([room, drivers]) =>
  only(room, `^libs/${room}/src/(?!testing/)`, [
    `^libs/${room}/src/`,
    ...FEATURES.map(door),
    ...(room.startsWith('storage-') ? [door('storage')] : []),
    KERNEL,
    CONFIG,
    ...libraries(drivers),
  ]),
);

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: { pathNot: SPEC }, to: { circular: true } },
    { name: 'no-orphan-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-library',
      severity: 'error',
      from: { pathNot: [SPEC, '/testing/'] },
      to: { dependencyTypes: ['npm-dev'] },
    },
    only('client', '^libs/client/', ['^libs/client/', ...libraries(['openapi-fetch', 'hash-wasm'])]),
    {
      name: 'client-runs-in-browsers',
      severity: 'error',
      from: { path: '^libs/client/', pathNot: SPEC },
      to: { dependencyTypes: ['core'] },
    },
    only('command', '^libs/command/', [
      '^libs/command/',
      door('client'),
      ...libraries(['commander', 'dotenv', 'yaml', 'yauzl']),
    ]),
    only('kernel', '^libs/kernel/', ['^libs/kernel/', ...libraries(['lru-cache'])]),
    only('access', '^libs/access/', ['^libs/access/', KERNEL, DTO]),
    only('config', '^libs/config/', ['^libs/config/', KERNEL, '^node_modules/zod/']),
    ...features,
    only('storage', '^libs/storage/', ['^libs/storage/', ...FEATURES.map(door), KERNEL, INJECTABLE]),
    ...engines,
    only('engines', '^libs/engines/', [
      '^libs/engines/',
      ...FEATURES.map(door),
      door('storage'),
      ...Object.keys(ENGINES).map(door),
      KERNEL,
      CONFIG,
      NEST,
    ]),
    {
      name: 'apps-through-front-doors',
      severity: 'error',
      from: { path: '^apps/', pathNot: SPEC },
      to: { path: '^libs/', pathNot: '^libs/[a-z-]+/src/((testing|offline)/)?index\\.ts$' },
    },
    {
      name: 'offline-needs-no-server',
      severity: 'error',
      from: { path: '^libs/[a-z-]+/src/offline/' },
      to: { path: '^libs/config/|^node_modules/@nestjs/', reachable: true },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [SPEC, '/testing/'] },
      to: { path: '^libs/[a-z-]+/src/testing/' },
    },
    {
      name: 'testing-through-doors',
      severity: 'error',
      from: { path: '^libs/([a-z-]+)/src/testing/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[a-z-]+/src/((testing|offline)/)?index\\.ts$'] },
    },
    {
      name: 'apps-never-name-an-engine',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^libs/(storage|keyring)-|^node_modules/(mongoose|mongodb|node-vault|argon2)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: SPEC },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
