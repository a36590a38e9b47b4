/** The people of a small online shop and what they may do. Nothing in this file is secret. */

const READ = ['secret:list', 'secret:read', 'secret:reveal'];
const KEEP = [...READ, 'secret:write', 'secret:rotate', 'secret:delete'];

export const POLICIES = [
  {
    name: 'payments-development',
    description: 'Manage the secrets of payments outside production',
    statements: [
      { effect: 'allow', actions: KEEP, resources: ['secret:dev/payments/**', 'secret:staging/payments/**'] },
    ],
  },
  {
    name: 'production-operations',
    description: 'Reveal and rotate production secrets, except those that open everything',
    statements: [
      { effect: 'allow', actions: [...READ, 'secret:rotate'], resources: ['secret:prod/**'] },
      { effect: 'deny', actions: ['secret:reveal', 'secret:rotate'], resources: ['secret:prod/root/**'] },
    ],
  },
  {
    name: 'break-glass',
    description: 'Read the secrets that open everything, with a second factor in the last 15 minutes',
    statements: [
      {
        effect: 'allow',
        actions: READ,
        resources: ['secret:prod/root/**'],
        conditions: { mfa: true, mfa_max_age: 900 },
      },
    ],
  },
  {
    name: 'production-overview',
    description: 'See which secrets production has, without their values',
    statements: [{ effect: 'allow', actions: ['secret:list', 'secret:read'], resources: ['secret:prod/**'] }],
  },
  {
    name: 'infrastructure',
    description: 'Manage the secrets of machines, DNS and backups',
    statements: [{ effect: 'allow', actions: [...KEEP, 'secret:destroy'], resources: ['secret:infra/**'] }],
  },
  {
    name: 'payments-deployment',
    description: 'Reveal the secrets of payments to its pipeline, from private networks only',
    statements: [
      {
        effect: 'allow',
        actions: ['secret:reveal'],
        resources: ['secret:*/payments/**'],
        conditions: { ip: ['127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'] },
      },
    ],
  },
  {
    name: 'office-hours-catalog',
    description: 'Let contractors work on the catalog in office hours',
    statements: [
      {
        effect: 'allow',
        actions: READ,
        resources: ['secret:dev/catalog/**'],
        conditions: {
          time: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00', zone: 'Europe/Berlin' },
        },
      },
    ],
  },
  {
    name: 'people-desk',
    description: 'See accounts, disable them and enable them',
    statements: [
      { effect: 'allow', actions: ['user:list', 'user:read', 'user:disable', 'user:enable'], resources: ['user:**'] },
    ],
  },
] as const;

export const ROLES = [
  {
    name: 'payments-developer',
    description: 'Builds payments',
    policies: ['payments-development', 'production-overview'],
  },
  {
    name: 'production-operator',
    description: 'Keeps production running',
    policies: ['production-operations', 'infrastructure'],
  },
  {
    name: 'keeper-of-keys',
    description: 'Reads the secrets that open everything, in an emergency',
    policies: ['break-glass'],
    mfa_required: true,
  },
  { name: 'deployer', description: 'Programs that ship payments', policies: ['payments-deployment'] },
  { name: 'contractor', description: 'Helps with the catalog', policies: ['office-hours-catalog'] },
  { name: 'help-desk', description: 'Helps people with their accounts', policies: ['people-desk'] },
] as const;

export const PEOPLE = [
  { username: 'joan', roles: ['production-operator'] },
  { username: 'margaret', roles: ['payments-developer'] },
  { username: 'barbara', roles: ['payments-developer', 'production-operator'] },
  { username: 'radia', roles: ['keeper-of-keys'] },
  { username: 'dennis', roles: ['contractor'] },
  { username: 'hedy', roles: ['help-desk'] },
  { username: 'katherine', roles: ['auditor'] },
  { username: 'ci_payments', roles: ['deployer'] },
] as const;

export type Username = (typeof PEOPLE)[number]['username'];
